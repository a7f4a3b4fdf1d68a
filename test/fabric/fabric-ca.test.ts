import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { layout } from '@onceledger/cli/home';
import { Msp, mspConfig } from '@onceledger/network/blocks';
import { folders } from '@onceledger/network/fabric';
import {
  createCertificateAuthority,
  enrolWithCa,
  readAuthority,
  readIdentity,
  readMspDefinition,
  reenrol,
  replaceIdentity,
  serialOf,
} from '@onceledger/network/identity';
import { msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { Clients } from '../ledger/suite.js';
import { organizationId } from '../support/channel.js';
import { withFolder } from '../support/cli.js';
import { CliSession } from '../support/cli-session.js';
import { needsFabric, smallNetwork, underTest } from '../support/fabric-network.js';
import { genuineCa, needsFabricCa, type GenuineCa, type GenuineCaOptions } from '../support/genuine-ca.js';
import { refused } from '../support/refused.js';

const TAX = organizationId('tax');
const SECRET = 'as registered';

describe('a genuine Fabric CA', function () {
  this.timeout(300_000);
  let program: string;
  before(function () {
    program = needsFabricCa(this);
  });

  it('enrols and renews a gateway through the command line', () =>
    withFolder(async (folder) => {
      const authority = await createCertificateAuthority(TAX);
      await withCa({ authority, registered: [client('gateway.tax')], ownRoot: true }, async (ca) => {
        await writeFile(path.join(folder, 'root.pem'), authority.tlsCertificate);
        await writeFile(path.join(folder, 'secret.txt'), `${SECRET}\n`);
        const session = new CliSession(path.join(folder, '.once'), folder);
        const enrol = `network enrol tax --ca ${ca.endpoint.url} --tls-root root.pem --enrolment-id gateway.tax`;
        const enrolled = await session.ok(`${enrol} --secret-file secret.txt`);
        const place = layout(session.home).msp('tax');
        const renewed = await session.ok('network renew tax');
        const identity = await readIdentity(place, TAX);
        expect(renewed['serial'])
          .to.equal(serialOf(identity.certificate))
          .and.not.to.equal(enrolled['serial']);
        const config = mspConfig(await readMspDefinition(place, 'tax')).getConfig_asU8();
        const member = new Msp(msp.FabricMSPConfig.deserializeBinary(config)).member(identity.certificate)!;
        expect([member.fault, member.hasRole('client')]).to.deep.equal([undefined, true]);
        await writeFile(path.join(folder, 'wrong.txt'), 'wrong');
        expect(await session.refused(`${enrol} --secret-file wrong.txt`)).to.deep.equal([
          'ENROLMENT_REFUSED',
          77,
        ]);
      });
    }));

  it('writes the attributes that it has registered, and refuses others', async () => {
    const authority = await createCertificateAuthority(TAX);
    const registered = [{ ...client('clerk'), attributes: { desk: 'tax-4' } }];
    await withCa({ authority, registered }, async ({ endpoint }) => {
      const wish = {
        ...endpoint,
        organization: TAX,
        role: 'client',
        enrolmentId: 'clerk',
        secret: SECRET,
      } as const;
      const { identity } = await enrolWithCa({ ...wish, attributes: ['desk'] });
      expect(new X509Certificate(identity.certificate).raw.includes('{"attrs":{"desk":"tax-4"')).to.equal(
        true,
      );
      await refused('ENROLMENT_REFUSED', enrolWithCa({ ...wish, attributes: ['rank'] }));
      await refused('CERTIFICATE_INVALID', enrolWithCa({ ...wish, role: 'admin' }));
      await refused('ENROLMENT_REFUSED', enrolWithCa({ ...wish, caName: 'another' }));
      const other = await createCertificateAuthority(TAX);
      await refused('AUTHORITY_UNREACHABLE', enrolWithCa({ ...wish, tlsRoot: other.tlsCertificate }));
    });
  });

  it('issues what the peers of a network admit, enrolled and renewed', async function () {
    await needsFabric(this, 'an enrolled identity on a network');
    const made = await smallNetwork();
    const ledger = await underTest(made);
    try {
      const at = folders(made.network.places);
      const alpha = organizationId('alpha');
      const authority = await readAuthority(at.authority('alpha'), alpha);
      await withCa({ authority, registered: [client('gateway.alpha')] }, async ({ endpoint }) => {
        const wish = {
          organization: alpha,
          role: 'client',
          enrolmentId: 'gateway.alpha',
          secret: SECRET,
        } as const;
        const { identity } = await enrolWithCa({ ...endpoint, ...wish });
        await replaceIdentity(at.client('alpha'), identity);
        await new Clients(ledger).submit('alpha', 'put', 'enrolled', '1');
        await replaceIdentity(at.client('alpha'), (await reenrol(endpoint, identity)).identity);
        await new Clients(ledger).submit('alpha', 'put', 'renewed', '2');
        expect(await new Clients(ledger).evaluate('beta', 'get', 'renewed')).to.equal('2');
      });
    } finally {
      await ledger.close();
    }
  });

  async function withCa(options: GenuineCaOptions, use: (ca: GenuineCa) => Promise<void>): Promise<void> {
    const ca = await genuineCa(program, options);
    try {
      await use(ca);
    } finally {
      await ca.close();
    }
  }
});

function client(name: string) {
  return { name, secret: SECRET, role: 'client' } as const;
}
