import { X509Certificate, verify } from 'node:crypto';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Msp, mspConfig } from '@onceledger/network/blocks';
import {
  createCertificateAuthority,
  expiryOf,
  issueIdentity,
  issueRevocationList,
  mspDefinition,
  parseSerial,
  readRevoked,
  revocationFor,
  writeAuthority,
  type CertificateAuthority,
  type Identity,
} from '@onceledger/network/identity';
import { msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { organizationId } from '../support/channel.js';
import { withFolder } from '../support/cli.js';
import { derElements, type DerElement } from '../support/der.js';
import { refusal } from '../support/refusal.js';
import { refused } from '../support/refused.js';

const TAX = organizationId('tax');
const AT = new Date('2026-03-01T08:00:00Z');
const NOW = new Date('2026-03-02T08:00:00Z');

describe('revocation lists', () => {
  let authority: CertificateAuthority;
  let gone: Identity;
  let stays: Identity;
  before(async () => {
    authority = await createCertificateAuthority(TAX);
    gone = await issueIdentity(authority, 'client', 'gone');
    stays = await issueIdentity(authority, 'client', 'stays');
  });

  it('make who stands on them nobody, and nobody else', async () => {
    const list = await issueRevocationList(authority, [{ serial: serialOf(gone), at: AT }], NOW);
    const rules = rulesWith(list);
    expect(rules.member(gone.certificate)!.fault).to.match(/revoked/);
    expect(rules.member(stays.certificate)!.fault).to.equal(undefined);
    const none = await issueRevocationList(authority, [], NOW);
    expect(rulesWith(none).member(gone.certificate)!.fault).to.equal(undefined);
  });

  it('count only where the authority itself signed them', async () => {
    const other = await createCertificateAuthority(TAX);
    const list = await issueRevocationList(other, [{ serial: serialOf(gone), at: AT }], NOW);
    expect(rulesWith(list).member(gone.certificate)!.fault).to.equal(undefined);
  });

  it('have the form of RFC 5280, with the key of the authority and a number that grows', async () => {
    const first = read(await issueRevocationList(authority, [{ serial: 'F0AB', at: AT }], NOW));
    expect(first.version).to.equal('01');
    expect(first.times).to.deep.equal([NOW, expiryOf(authority.certificate).notAfter]);
    // A number whose first bit is set has a zero before it, or it would be negative.
    expect(first.serials).to.deep.equal(['00f0ab']);
    expect(first.revokedAt).to.deep.equal([AT]);
    const issuer = new X509Certificate(authority.certificate);
    expect(verify('sha256', first.signed, issuer.publicKey, first.signature)).to.equal(true);
    const authorityKey = first.extensions.get('0603551d23')!;
    expect(issuer.raw.includes(Buffer.from(authorityKey.slice(-40), 'hex'))).to.equal(true);
    const later = read(await issueRevocationList(authority, [], new Date(NOW.getTime() + 1)));
    const number = (one: typeof first): bigint => BigInt(`0x${one.extensions.get('0603551d14')!.slice(4)}`);
    expect(number(later)).to.equal(number(first) + 1n);
    expect(later.serials).to.deep.equal([]);
  });

  it('grow by what is revoked, kept beside the authority; a repeat changes nothing', () =>
    withFolder(async (folder) => {
      await writeAuthority(folder, authority);
      expect(await readRevoked(folder)).to.deep.equal([]);
      await revocationFor(folder, TAX, serialOf(gone), AT);
      const { revoked, list } = await revocationFor(folder, TAX, serialOf(stays), NOW);
      expect(revoked).to.deep.equal([
        { serial: serialOf(gone), at: AT },
        { serial: serialOf(stays), at: NOW },
      ]);
      expect(rulesWith(list).member(gone.certificate)!.fault).to.match(/revoked/);
      expect(rulesWith(list).member(stays.certificate)!.fault).to.match(/revoked/);
      const repeated = await revocationFor(folder, TAX, serialOf(gone), NOW);
      expect(repeated.revoked).to.deep.equal(revoked);
      expect(await readRevoked(folder)).to.deep.equal(revoked);
      expect((await stat(join(folder, 'revoked.json'))).mode & 0o777).to.equal(0o600);
      expect(await readdir(folder)).not.to.include('revoked.json.part');
      expect(await readFile(join(folder, 'revoked.json'), 'utf8')).to.include('"2026-03-01T08:00:00.000Z"');
    }));

  it('are not made from a damaged file, nor without the authority', () =>
    withFolder(async (folder) => {
      await refused('KEY_MISSING', revocationFor(folder, TAX, '01'));
      await writeAuthority(folder, authority);
      const entry = { serial: '01', at: AT.toISOString() };
      for (const value of [
        { format: 2, revoked: [] },
        { format: 1, revoked: [entry, entry] },
        { format: 1, revoked: [{ ...entry, serial: 'xyz' }] },
        { format: 1, revoked: [{ ...entry, at: 'yesterday' }] },
      ]) {
        await writeFile(join(folder, 'revoked.json'), JSON.stringify(value));
        await refused('CONFIGURATION_INVALID', revocationFor(folder, TAX, '02'), JSON.stringify(value));
      }
    }));

  it('name certificates by serial numbers as tools print them', () => {
    expect(parseSerial('0a:bc')).to.equal('0ABC');
    expect(parseSerial('abc')).to.equal('0ABC');
    expect(parseSerial('00f0')).to.equal('F0');
    expect(parseSerial(serialOf(gone).toLowerCase())).to.equal(serialOf(gone));
    for (const wrong of ['', '0', '00', 'xyz', '0x12', '1'.repeat(43)])
      refusal('INPUT_INVALID', () => parseSerial(wrong), wrong);
  });

  function rulesWith(list: string): Msp {
    const config = msp.FabricMSPConfig.deserializeBinary(
      mspConfig(mspDefinition(authority)).getConfig_asU8(),
    );
    config.setRevocationListList([Buffer.from(list)]);
    return new Msp(config);
  }
});

function serialOf({ certificate }: Identity): string {
  return new X509Certificate(certificate).serialNumber;
}

/** A CertificateList, RFC 5280 section 5.1. */
function read(pem: string) {
  const body = /^-----BEGIN X509 CRL-----\n([^-]+)-----END X509 CRL-----\n$/.exec(pem)![1]!;
  const [signed, , signature] = derElements(derElements(Buffer.from(body, 'base64'))[0]!.content);
  const fields = derElements(signed!.content);
  const [version, , , thisUpdate, nextUpdate] = fields;
  const revoked = fields.length > 6 ? derElements(fields[5]!.content) : [];
  const entries = revoked.map(({ content }) => derElements(content));
  const extensions = derElements(derElements(fields.at(-1)!.content)[0]!.content).map(({ content }) => {
    const [id, value] = derElements(content);
    return [hex(id!.bytes), hex(value!.content)] as const;
  });
  return {
    signed: signed!.bytes,
    signature: signature!.content.subarray(1),
    version: hex(version!.content),
    times: [timeOf(thisUpdate!), timeOf(nextUpdate!)],
    serials: entries.map(([serial]) => hex(serial!.content)),
    revokedAt: entries.map(([, at]) => timeOf(at!)),
    extensions: new Map(extensions),
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** UTCTime, which RFC 5280 asks for up to 2049. */
function timeOf({ tag, content }: DerElement): Date {
  expect(tag).to.equal(0x17);
  const [, ...parts] = /^(..)(..)(..)(..)(..)(..)Z$/.exec(Buffer.from(content).toString())!;
  const [year, month, day, hour, minute, second] = parts.map(Number);
  return new Date(Date.UTC(2000 + year!, month! - 1, day, hour, minute, second));
}
