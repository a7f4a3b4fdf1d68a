import { createPublicKey, X509Certificate } from 'node:crypto';
import { inspect } from 'node:util';
import { Msp, mspConfig } from '@onceledger/network/blocks';
import {
  createCertificateAuthority,
  enrolWithCa,
  issueIdentity,
  mspDefinition,
  reenrol,
  type CertificateAuthority,
  type Enrolment,
} from '@onceledger/network/identity';
import { msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { organizationId } from '../support/channel.js';
import { fakeCa, type FakeCa, type FakeCaOptions } from '../support/fake-ca.js';
import { refused } from '../support/refused.js';

const SECRET = 'a secret that nobody else may see';
const TAX = organizationId('tax');

describe('enrolment with a Fabric CA', () => {
  let authority: CertificateAuthority;
  before(async () => {
    authority = await createCertificateAuthority(TAX);
  });

  it('gives an identity of the organization, whose key never left', () =>
    withCa({}, async (ca) => {
      const { identity, authorities } = await enrolWithCa(wish(ca));
      expect(authorities).to.deep.equal({ rootCertificates: [authority.certificate] });
      const rules = new Msp(
        msp.FabricMSPConfig.deserializeBinary(mspConfig(mspDefinition(authority)).getConfig_asU8()),
      );
      const member = rules.member(identity.certificate)!;
      expect([member.fault, member.hasRole('client')]).to.deep.equal([undefined, true]);
      expect(
        createPublicKey(identity.privateKey).equals(new X509Certificate(identity.certificate).publicKey),
      ).to.equal(true);
      expect(ca.received.join()).not.to.include('PRIVATE');
    }));

  it('is repeated with the present certificate, for a new key', () =>
    withCa({}, async (ca) => {
      const { identity } = await enrolWithCa(wish(ca));
      const again = await reenrol(ca.endpoint, identity);
      expect(again.identity).to.include({ organization: 'tax', role: 'client' });
      expect(again.identity.privateKey).not.to.equal(identity.privateKey);
      expect(again.identity.certificate).not.to.equal(identity.certificate);
      expect(ca.received.map((one) => one.split(' ')[0])).to.deep.equal([
        '/api/v1/enroll',
        '/api/v1/reenroll',
      ]);
    }));

  it('asks for attributes, and for one authority among several', () =>
    withCa({}, async (ca) => {
      await enrolWithCa({ ...wish(ca), caName: 'ca-tax', attributes: ['once.desk'] });
      const [sent] = ca.received;
      const body = JSON.parse(sent!.slice(sent!.indexOf('{'))) as object;
      expect(body).to.deep.include({
        caname: 'ca-tax',
        attr_reqs: [{ name: 'once.desk', optional: false }],
      });
    }));

  it('is refused with a wrong secret, which no error repeats', () =>
    withCa({}, async (ca) => {
      const wrong = 'wrong but still a secret';
      const error = await refused('ENROLMENT_REFUSED', enrolWithCa({ ...wish(ca), secret: wrong }));
      expect(error.detail).to.include('20: Authentication failure');
      expect(inspect(error, { depth: 9 })).not.to.include(wrong);
    }));

  it('does not begin with a server that the given root does not vouch for', async () => {
    const stranger = await createCertificateAuthority(TAX);
    await withCa({}, async (ca) => {
      const endpoint = { ...wish(ca), tlsRoot: stranger.tlsCertificate };
      await refused('AUTHORITY_UNREACHABLE', enrolWithCa(endpoint));
      expect(ca.received).to.deep.equal([]);
    });
    await withCa({ host: 'elsewhere.example' }, async (ca) => {
      const error = await refused('AUTHORITY_UNREACHABLE', enrolWithCa(wish(ca)));
      expect(error.detail).to.include('ERR_TLS_CERT_ALTNAME_INVALID');
      expect(ca.received).to.deep.equal([]);
    });
  });

  it('takes https addresses alone, and says when nobody answers', async () => {
    const ca = await fakeCa(options({}));
    await ca.close();
    await refused('AUTHORITY_UNREACHABLE', enrolWithCa(wish(ca)));
    for (const url of [
      'http://127.0.0.1:7054',
      'https://127.0.0.1:7054/other',
      'https://a:b@127.0.0.1',
      'ca',
    ])
      await refused('INPUT_INVALID', enrolWithCa({ ...wish(ca), url }), url);
  });

  it('refuses what is not the certificate that was asked for', async () => {
    const other = await createCertificateAuthority(TAX);
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const foreign = base64((await issueIdentity(authority, 'client', 'x')).certificate);
    const answers: [string, FakeCaOptions['alter']][] = [
      ['is for another key', ({ result, ...rest }) => ({ ...rest, result: { ...result, Cert: foreign } })],
      [
        'comes from none of the authorities',
        ({ result, ...rest }) => ({
          ...rest,
          result: { ...result, ServerInfo: { CAChain: base64(other.certificate) } },
        }),
      ],
      ['not a certificate', ({ result, ...rest }) => ({ ...rest, result: { ...result, Cert: 'AAAA' } })],
    ];
    for (const [fault, alter] of answers)
      await withCa({ alter }, async (ca) => {
        const error = await refused('CERTIFICATE_INVALID', enrolWithCa(wish(ca)), fault);
        expect(error.detail).to.include(fault);
      });
    await withCa({}, async (ca) => {
      const error = await refused('CERTIFICATE_INVALID', enrolWithCa({ ...wish(ca), role: 'admin' }));
      expect(error.detail).to.include('no organizational unit admin');
    });
  });

  it('says that the authority cannot be reached where it answers nonsense', () =>
    withCa({ alter: () => 'nonsense' }, async (ca) => {
      await refused('AUTHORITY_UNREACHABLE', enrolWithCa(wish(ca)));
    }));

  function options(more: Partial<FakeCaOptions>): FakeCaOptions {
    return { authority, registered: { 'gateway.tax': { secret: SECRET, role: 'client' } }, ...more };
  }

  function wish({ endpoint }: FakeCa): Enrolment {
    return { ...endpoint, organization: TAX, role: 'client', enrolmentId: 'gateway.tax', secret: SECRET };
  }

  async function withCa(more: Partial<FakeCaOptions>, use: (ca: FakeCa) => Promise<void>): Promise<void> {
    const ca = await fakeCa(options(more));
    try {
      await use(ca);
    } finally {
      await ca.close();
    }
  }
});
