import {
  X509Certificate,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OnceError } from '@onceledger/chaincode/domain';
import { ChannelConfiguration, Msp, cryptoCounters, mspConfig } from '@onceledger/network/blocks';
import {
  createCertificateAuthority,
  isLowS,
  issueIdentity,
  issueTlsCertificate,
  mspDefinition,
  readIdentity,
  readMspDefinition,
  serializeIdentity,
  signLowS,
  signerOf,
  verifyDer,
  writeMspFolder,
} from '@onceledger/network/identity';
import { msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import fc from 'fast-check';
import { TestChannel, material, organizationId } from '../support/channel.js';
import { highS } from '../support/alter-messages.js';
import { chain, edwardsIdentity, revocationList } from '../support/certificates.js';

const ROLES = ['client', 'peer', 'admin', 'orderer'] as const;

describe('identities', () => {
  it('carry their role and come from their organization alone', async () => {
    const tax = await createCertificateAuthority(organizationId('tax'));
    const other = await createCertificateAuthority(organizationId('tax'));
    const rules = mspOf(mspDefinition(tax));
    for (const role of ROLES) {
      const member = rules.member((await issueIdentity(tax, role, 'x')).certificate)!;
      expect(member.fault).to.equal(undefined);
      expect(ROLES.filter((one) => member.hasRole(one))).to.deep.equal([role]);
      expect(member.hasRole('member')).to.equal(true);
    }
    const stranger = rules.member((await issueIdentity(other, 'peer', 'x')).certificate)!;
    expect(stranger.fault).to.match(/no CA/);
    expect(stranger.hasRole('member')).to.equal(false);
    expect(rules.member(tax.certificate)!.fault).to.match(/CA certificate/);
    expect(rules.member('-----BEGIN CERTIFICATE-----')).to.equal(undefined);
  });

  it('expire, which is for whoever takes new transactions to ask', async () => {
    const tax = await createCertificateAuthority(organizationId('tax'), new Date('2026-01-01'));
    const member = mspOf(mspDefinition(tax)).member(
      (await issueIdentity(tax, 'client', 'x', new Date('2026-01-01'))).certificate,
    )!;
    expect(member.expired(new Date('2027-01-01'))).to.equal(false);
    expect(member.expired(new Date('2037-01-01'))).to.equal(true);
    expect(member.expired(new Date('2025-01-01'))).to.equal(true);
    expect(member.fault).to.equal(undefined);
  });

  it('are issued with low serial numbers, key usage and the authority that X.509 asks for', async () => {
    const { authorities, peers } = await material();
    const ca = new X509Certificate(authorities.tax.certificate);
    const peer = new X509Certificate(peers.tax.certificate);
    expect([ca.ca, peer.ca]).to.deep.equal([true, false]);
    expect(peer.checkIssued(ca) && peer.verify(ca.publicKey)).to.equal(true);
    expect(peer.serialNumber).to.match(/^[4-7][0-9A-F]{31}$/);
    expect(peer.subject.split('\n')).to.include.members(['CN=peer0', 'OU=peer', 'O=tax']);
  });

  it('for TLS name their hosts', async () => {
    const { authorities } = await material();
    const tls = await issueTlsCertificate(authorities.tax, 'peer0', ['127.0.0.1', 'localhost']);
    const certificate = new X509Certificate(tls.certificate);
    expect(certificate.checkIP('127.0.0.1')).to.equal('127.0.0.1');
    expect(certificate.checkHost('localhost')).to.equal('localhost');
    expect(certificate.checkHost('elsewhere')).to.equal(undefined);
    expect(certificate.verify(new X509Certificate(authorities.tax.tlsCertificate).publicKey)).to.equal(true);
    expect(certificate.checkPrivateKey(createPrivateKey(tls.privateKey))).to.equal(true);
  });
});

describe('membership rules of a channel', () => {
  it('know intermediate CAs, and then no identity of the CA above', async () => {
    const { intermediate, leaf, root } = await chain();
    const rules = mspOf(mspDefinition(root), (config) => {
      config.setIntermediateCertsList([Buffer.from(intermediate.certificate)]);
    });
    expect(rules.member(leaf.certificate)!.fault).to.equal(undefined);
    expect(rules.member((await issueIdentity(root, 'peer', 'x')).certificate)!.fault).to.match(/no CA/);
    const alone = mspOf(mspDefinition(root));
    expect(alone.member(leaf.certificate)!.fault).to.match(/no CA/);
  });

  it('take an admin by its certificate', async () => {
    const { authorities, clients } = await material();
    const client = clients.tax.certificate;
    const rules = mspOf(mspDefinition(authorities.tax), (config) => {
      config.setAdminsList([Buffer.from(client)]);
    });
    expect(rules.member(client)!.hasRole('admin')).to.equal(true);
    expect(mspOf(mspDefinition(authorities.tax)).member(client)!.hasRole('admin')).to.equal(false);
  });

  it('may ask which CA vouched for a unit, for any unit at all, or for none', async () => {
    const { authorities, peers } = await material();
    const peer = peers.tax.certificate;
    const certified = (certificate: string) =>
      mspOf(mspDefinition(authorities.tax), (config) => {
        config.getFabricNodeOus()!.getPeerOuIdentifier()!.setCertificate(Buffer.from(certificate));
      }).member(peer)!;
    expect(certified(authorities.tax.certificate).fault).to.equal(undefined);
    expect(certified(authorities.commerce.certificate).fault).to.match(/another CA/);
    const units = mspOf(mspDefinition(authorities.tax), (config) => {
      const unit = new msp.FabricOUIdentifier();
      unit.setOrganizationalUnitIdentifier('auditors');
      config.setOrganizationalUnitIdentifiersList([unit]);
    });
    expect(units.member(peer)!.fault).to.match(/no unit/);
    const off = mspOf(mspDefinition(authorities.tax), (config) => {
      config.getFabricNodeOus()!.setEnable(false);
    }).member(peer)!;
    expect([off.fault, off.hasRole('member'), off.hasRole('peer')]).to.deep.equal([undefined, true, false]);
  });

  it('drop who was revoked by the CA, and nobody whom another revoked', async () => {
    const { authorities, clients, peers } = await material();
    const list = await revocationList(authorities.tax, clients.tax);
    const rules = mspOf(mspDefinition(authorities.tax), (config) => {
      config.setRevocationListList([list]);
    });
    expect(rules.member(clients.tax.certificate)!.fault).to.match(/revoked/);
    expect(rules.member(peers.tax.certificate)!.fault).to.equal(undefined);
    const foreign = await revocationList(authorities.commerce, clients.tax);
    const other = mspOf(mspDefinition(authorities.tax), (config) => {
      config.setRevocationListList([foreign]);
    });
    expect(other.member(clients.tax.certificate)!.fault).to.equal(undefined);
    expect(() =>
      mspOf(mspDefinition(authorities.tax), (config) => {
        config.setRevocationListList([list.subarray(0, 40)]);
      }),
    ).to.throw();
  });

  it('of a channel are found by name, once for each certificate', async () => {
    const channel = await TestChannel.create();
    const config = ChannelConfiguration.fromBlock(channel.blocks[0]!);
    const { clients } = await material();
    const bytes = serializeIdentity('tax', clients.tax.certificate);
    const identity = { mspId: 'tax', certificate: clients.tax.certificate, bytes };
    expect(config.member(identity)).to.equal(config.member({ ...identity }));
    expect(config.member({ ...identity, mspId: 'elsewhere' })).to.equal(undefined);
    expect(config.member({ ...identity, mspId: 'commerce' })!.fault).to.match(/no CA/);
  });
});

describe('signatures', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const message = Buffer.from('message');

  it('are low-S DER that node:crypto verifies, counted', () => {
    const counters = cryptoCounters();
    for (let index = 0; index < 200; index += 1) {
      const signature = signLowS(privateKey, message, counters);
      expect(isLowS(signature)).to.equal(true);
      expect(verify('sha256', message, publicKey, signature)).to.equal(true);
      expect(verifyDer(publicKey, message, signature, counters)).to.equal(true);
    }
    expect(counters).to.deep.equal({
      signatures: 200,
      verifications: 200,
      hashes: 0,
      bytes: 400 * message.length,
    });
  });

  it('with high S are refused though the curve admits them', () => {
    const signer = {
      serializedIdentity: new Uint8Array(0),
      sign: (bytes: Uint8Array) => signLowS(privateKey, bytes),
    };
    const high = highS(signer).sign(message);
    expect(verify('sha256', message, publicKey, high)).to.equal(true);
    expect(verifyDer(publicKey, message, high)).to.equal(false);
  });

  it('are refused in any changed form, and nothing throws', () => {
    const signature = signLowS(privateKey, message);
    fc.assert(
      fc.property(fc.nat({ max: signature.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = Uint8Array.from(signature);
        altered[at]! ^= change;
        expect(verifyDer(publicKey, message, altered)).to.equal(false);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(verifyDer(publicKey, message, bytes)).to.equal(false);
      }),
    );
    expect(verifyDer(publicKey, Buffer.from('another'), signature)).to.equal(false);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(verifyDer(other.publicKey, message, signature)).to.equal(false);
  });

  it('of P-384 count where an organization uses it, of other kinds of keys nowhere', () => {
    const large = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const verdicts = Array.from({ length: 20 }, () => {
      const signature = sign('sha256', message, large.privateKey);
      return verifyDer(large.publicKey, message, signature);
    });
    expect(verdicts).to.include(true);
    const unknown = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    expect(verifyDer(unknown.publicKey, message, sign('sha256', message, unknown.privateKey))).to.equal(
      false,
    );
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(verifyDer(rsa.publicKey, message, sign('sha256', message, rsa.privateKey))).to.equal(false);
  });

  it('of Ed25519 count from channel capability V3_0 on', async () => {
    const edwards = generateKeyPairSync('ed25519');
    expect(verifyDer(edwards.publicKey, message, sign(null, message, edwards.privateKey))).to.equal(true);
    expect(verifyDer(edwards.publicKey, message, Buffer.alloc(64))).to.equal(false);
    const { authorities } = await material();
    const { certificate } = await edwardsIdentity(authorities.tax, edwards.publicKey);
    const config = msp.FabricMSPConfig.deserializeBinary(
      mspConfig(mspDefinition(authorities.tax)).getConfig_asU8(),
    );
    expect(new Msp(config, true).member(certificate)!.hasRole('peer')).to.equal(true);
    expect(new Msp(config).member(certificate)).to.equal(undefined);
  });

  it('stand for an identity', async () => {
    const { clients } = await material();
    const signer = signerOf(clients.tax);
    const certificate = new X509Certificate(clients.tax.certificate);
    expect(verifyDer(certificate.publicKey, message, signer.sign(message))).to.equal(true);
    expect(Buffer.from(signer.serializedIdentity).includes(clients.tax.certificate)).to.equal(true);
    expect(createPublicKey(clients.tax.privateKey).equals(certificate.publicKey)).to.equal(true);
  });
});

describe('MSP folders', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'once-msp-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('keep an identity, its key for the owner alone', async () => {
    const { authorities, peers } = await material();
    await writeMspFolder(directory, peers.tax, mspDefinition(authorities.tax));
    expect(await readIdentity(directory, organizationId('tax'))).to.deep.equal(peers.tax);
    expect(await readMspDefinition(directory, 'tax')).to.deep.equal(mspDefinition(authorities.tax));
    const { mode } = await stat(join(directory, 'keystore', 'key.pem'));
    expect(mode & 0o777).to.equal(0o600);
  });

  it('are refused by code where something is missing or too much', async () => {
    const { authorities, peers } = await material();
    expect(await refusal(readIdentity(directory, organizationId('tax')))).to.equal('KEY_MISSING');
    await writeMspFolder(directory, peers.tax, mspDefinition(authorities.tax));
    await writeFile(join(directory, 'keystore', 'second.pem'), '');
    expect(await refusal(readIdentity(directory, organizationId('tax')))).to.equal('CONFIGURATION_INVALID');
    await rm(join(directory, 'keystore', 'second.pem'));
    await writeFile(join(directory, 'signcerts', 'cert.pem'), 'nothing');
    expect(await refusal(readIdentity(directory, organizationId('tax')))).to.equal('CONFIGURATION_INVALID');
    await writeFile(join(directory, 'signcerts', 'cert.pem'), authorities.tax.certificate);
    expect(await refusal(readIdentity(directory, organizationId('tax')))).to.equal('CONFIGURATION_INVALID');
    await rm(join(directory, 'signcerts', 'cert.pem'));
    expect(await refusal(readIdentity(directory, organizationId('tax')))).to.equal('KEY_MISSING');
  });
});

function mspOf(
  definition: ReturnType<typeof mspDefinition>,
  change: (config: msp.FabricMSPConfig) => void = () => undefined,
): Msp {
  const config = msp.FabricMSPConfig.deserializeBinary(mspConfig(definition).getConfig_asU8());
  change(config);
  return new Msp(config);
}

async function refusal(reading: Promise<unknown>): Promise<string> {
  try {
    await reading;
    return 'nothing refused';
  } catch (error) {
    return error instanceof OnceError ? error.code : String(error);
  }
}
