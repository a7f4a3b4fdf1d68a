import { createPublicKey, X509Certificate } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Msp, mspConfig } from '@onceledger/network/blocks';
import {
  createCertificateAuthority,
  expiringWithin,
  expiryOf,
  issueIdentity,
  mspDefinition,
  readIdentity,
  readMspDefinition,
  renewIdentity,
  replaceIdentity,
  storeIdentity,
  writeMspFolder,
  type CertificateAuthority,
  type Identity,
} from '@onceledger/network/identity';
import { msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { organizationId } from '../support/channel.js';
import { withFolder } from '../support/cli.js';
import { refused } from '../support/refused.js';

const TAX = organizationId('tax');
const FIRST = new Date('2026-01-01T00:00:00Z');
const LATER = new Date('2035-06-01T00:00:00Z');
const DAY = 24 * 3600 * 1000;

describe('renewal', () => {
  let authority: CertificateAuthority;
  let current: Identity;
  before(async () => {
    authority = await createCertificateAuthority(TAX, FIRST);
    current = await issueIdentity(authority, 'client', 'gateway.tax', FIRST, { desk: 'tax-4' });
  });

  it('keeps subject, role and attributes, for a new key and a new term', async () => {
    const renewed = await renewIdentity(authority, current, LATER);
    const [before, after] = [
      new X509Certificate(current.certificate),
      new X509Certificate(renewed.certificate),
    ];
    expect(after.subject).to.equal(before.subject);
    expect(after.serialNumber).not.to.equal(before.serialNumber);
    expect(after.publicKey.equals(before.publicKey)).to.equal(false);
    expect(createPublicKey(renewed.privateKey).equals(after.publicKey)).to.equal(true);
    expect(attributesOf(after)).to.equal('{"attrs":{"desk":"tax-4"}}').and.equal(attributesOf(before));
    const member = rules(authority).member(renewed.certificate)!;
    expect([member.fault, member.hasRole('client')]).to.deep.equal([undefined, true]);
  });

  it('certifies the same key again where asked', async () => {
    const renewed = await renewIdentity(authority, current, LATER, { sameKey: true });
    expect(renewed.privateKey).to.equal(current.privateKey);
    expect(renewed.certificate).not.to.equal(current.certificate);
    expect(
      createPublicKey(current.privateKey).equals(new X509Certificate(renewed.certificate).publicKey),
    ).to.equal(true);
  });

  it('lasts ten years, and never longer than its authority', async () => {
    const renewed = await renewIdentity(authority, current, LATER);
    expect(expiryOf(current.certificate)).to.deep.equal({
      notBefore: new Date('2025-12-31T23:55:00Z'),
      notAfter: new Date(FIRST.getTime() + 3650 * DAY),
    });
    expect(expiryOf(renewed.certificate).notAfter.getTime()).to.equal(LATER.getTime() + 3650 * DAY);
    const late = await renewIdentity(authority, current, new Date('2045-01-01'));
    expect(expiryOf(late.certificate).notAfter).to.deep.equal(expiryOf(authority.certificate).notAfter);
  });

  it('is not for an identity of another authority', async () => {
    const other = await createCertificateAuthority(TAX);
    await refused('CONFIGURATION_INVALID', renewIdentity(other, current));
    await refused('CONFIGURATION_INVALID', renewIdentity(authority, { ...current, certificate: '' }));
  });

  it('takes the place of the identity in its folder, all else kept', () =>
    withFolder(async (folder) => {
      const place = join(folder, 'msp');
      await writeMspFolder(place, current, mspDefinition(authority));
      await mkdir(join(place, 'crls'));
      await writeFile(join(place, 'crls', 'list.pem'), 'list');
      const renewed = await renewIdentity(authority, current, LATER);
      await replaceIdentity(place, renewed);
      expect(await readIdentity(place, TAX)).to.deep.equal(renewed);
      expect(await readMspDefinition(place, 'tax')).to.deep.equal(mspDefinition(authority));
      expect(await readdir(folder)).to.deep.equal(['msp']);
      expect(await readdir(join(place, 'crls'))).to.deep.equal(['list.pem']);
      expect((await stat(join(place, 'keystore', 'key.pem'))).mode & 0o777).to.equal(0o600);
    }));

  it('leaves the former identity where it is interrupted, at any step', () =>
    withFolder(async (folder) => {
      const place = join(folder, 'msp');
      await writeMspFolder(place, current, mspDefinition(authority));
      const renewed = await renewIdentity(authority, current, LATER);
      await mkdir(`${place}.part/keystore`, { recursive: true });
      await writeFile(`${place}.part/keystore/other.pem`, 'half');
      expect(await readIdentity(place, TAX)).to.deep.equal(current);
      await rename(place, `${place}.former`);
      expect(await readIdentity(place, TAX)).to.deep.equal(current);
      await replaceIdentity(place, renewed);
      expect(await readIdentity(place, TAX)).to.deep.equal(renewed);
      await cp(place, `${place}.former`, { recursive: true });
      await replaceIdentity(place, current);
      expect(await readIdentity(place, TAX)).to.deep.equal(current);
    }));

  it('does not touch the folder where the new one cannot be written', () =>
    withFolder(async (folder) => {
      const place = join(folder, 'msp');
      await writeMspFolder(place, current, mspDefinition(authority));
      const broken = { ...current, privateKey: undefined as unknown as string };
      expect(await replaceIdentity(place, broken).catch(() => 'failed')).to.equal('failed');
      expect(await readIdentity(place, TAX)).to.deep.equal(current);
      expect(await readdir(folder)).to.deep.equal(['msp']);
    }));

  it('stores authorities between root and identity, too', () =>
    withFolder(async (folder) => {
      const place = join(folder, 'new', 'msp');
      const definition = {
        ...mspDefinition(authority),
        intermediateCertificates: [authority.tlsCertificate],
      };
      await storeIdentity(place, current, definition);
      expect(await readMspDefinition(place, 'tax')).to.deep.equal(definition);
      const config = msp.FabricMSPConfig.deserializeBinary(mspConfig(definition).getConfig_asU8());
      expect(config.getIntermediateCertsList_asU8().map((one) => Buffer.from(one).toString())).to.deep.equal([
        authority.tlsCertificate,
      ]);
    }));
});

describe('certificates about to expire', () => {
  it('are found in any folder, those that ended first', () =>
    withFolder(async (folder) => {
      const authority = await createCertificateAuthority(TAX, FIRST);
      const early = await issueIdentity(authority, 'client', 'x', new Date('2020-01-01'));
      const late = await issueIdentity(authority, 'peer', 'y', FIRST);
      await writeMspFolder(join(folder, 'a', 'msp'), early, mspDefinition(authority));
      await writeMspFolder(join(folder, 'b', 'msp'), late, mspDefinition(authority));
      await writeFile(join(folder, 'key.pem'), late.privateKey);
      const within = async (days: number, now: string): Promise<string[]> =>
        (await expiringWithin(folder, days, new Date(now))).map(({ file }) => file);
      const [a, b] = ['a/msp/signcerts/cert.pem', 'b/msp/signcerts/cert.pem'];
      expect(await within(30, '2026-02-01')).to.deep.equal([]);
      expect(await within(30, '2029-12-20')).to.deep.equal([a]);
      expect(await within(30, '2035-12-20')).to.deep.equal([a, b]);
      expect(await within(0, '2035-12-20')).to.deep.equal([a]);
      await rm(join(folder, 'a'), { recursive: true });
      expect(await within(30, '2035-12-20')).to.deep.equal([b]);
    }));
});

function rules(authority: CertificateAuthority): Msp {
  return new Msp(msp.FabricMSPConfig.deserializeBinary(mspConfig(mspDefinition(authority)).getConfig_asU8()));
}

/** The text after the extension's object identifier 1.2.3.4.5.6.7.8.1 and the header of its OCTET STRING. */
function attributesOf({ raw }: X509Certificate): string {
  const at = raw.indexOf(Buffer.from('06082a03040506070801', 'hex')) + 10;
  expect(raw[at]).to.equal(0x04);
  return raw.subarray(at + 2, at + 2 + raw[at + 1]!).toString();
}
