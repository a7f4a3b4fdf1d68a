import { layout } from '@onceledger/cli/home';
import {
  createCertificateAuthority,
  issueIdentity,
  mspDefinition,
  readAuthority,
  readIdentity,
  readMspDefinition,
  serialOf,
  storeIdentity,
  type CertificateAuthority,
  type Identity,
} from '@onceledger/network/identity';
import { expect } from 'chai';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { organizationId } from '../support/channel.js';
import { json, jsonError, once, withFolder, type CliResult } from '../support/cli.js';
import { CliSession, withSession } from '../support/cli-session.js';
import { fakeCa, type FakeCa } from '../support/fake-ca.js';

const TAX = organizationId('tax');
const SECRET = 'known to the CA and to the operator';

describe('once network enrol', function () {
  this.timeout(120_000);

  it('keeps an identity that a Fabric CA issued, and renews it there', () =>
    withCa(async (ca, session, authority) => {
      const places = layout(session.home);
      const enrolled = await session.ok(enrol(ca));
      const first = await readIdentity(places.msp('tax'), TAX);
      expect(enrolled).to.include({
        organization: 'tax',
        role: 'client',
        serial: serialOf(first.certificate),
      });
      expect((await readMspDefinition(places.msp('tax'), 'tax')).rootCertificates).to.deep.equal([
        authority.certificate,
      ]);
      await expectWallet(session.home, first);
      const renewed = await session.ok('network renew tax');
      const second = await readIdentity(places.msp('tax'), TAX);
      expect(renewed['serial']).to.equal(serialOf(second.certificate)).and.not.to.equal(enrolled['serial']);
      expect(second.privateKey).not.to.equal(first.privateKey);
      await expectWallet(session.home, second);
      expect(ca.received.map((one) => one.split(' ')[0])).to.deep.equal([
        '/api/v1/enroll',
        '/api/v1/reenroll',
      ]);
    }));

  it('leaves no secret anywhere, and keys to their owner alone', () =>
    withCa(async (ca, session) => {
      await session.ok(enrol(ca));
      for (const file of await filesUnder(session.home)) {
        expect(await readFile(file, 'utf8'), file).not.to.include(SECRET);
        if (/keystore|wallet|enrolment\.json/.test(file))
          expect((await stat(file)).mode & 0o777, file).to.equal(0o600);
      }
      const { names } = await session.ok(enrol(ca)).then(async () => ({
        names: await readdir(layout(session.home).organization('tax')),
      }));
      expect(names.sort()).to.deep.equal(['enrolment.json', 'msp', 'wallet']);
    }));

  it('takes the secret from standard input, and an admin beside the gateway', () =>
    withCa(async (ca, session) => {
      const words = enrol(ca).replace('secret.txt', '-').replace('gateway.tax', 'admin.tax');
      const enrolled = await session.ok(`${words} --role admin`, `${SECRET}\n`);
      expect(enrolled['role']).to.equal('admin');
      expect((await readIdentity(layout(session.home).admin('tax'), TAX)).role).to.equal('admin');
      expect(await readdir(layout(session.home).organization('tax'))).not.to.include('wallet');
    }));

  it('refuses by code, and stores nothing', () =>
    withCa(async (ca, session) => {
      const words = enrol(ca);
      expect(await session.refused(words.replace('secret.txt', 'wrong.txt'))).to.deep.equal([
        'ENROLMENT_REFUSED',
        77,
      ]);
      expect(await session.refused(words.replace('secret.txt', 'nowhere.txt'))).to.deep.equal([
        'FILE_UNREADABLE',
        65,
      ]);
      expect(await session.refused(words.replace(' --secret-file secret.txt', ''))).to.deep.equal([
        'USAGE',
        64,
      ]);
      expect(await session.refused(words.replace('gateway.tax', 'a:b'))).to.deep.equal(['USAGE', 64]);
      expect(await session.refused(words.replace('https:', 'http:'))).to.deep.equal(['INPUT_INVALID', 65]);
      expect(await session.refused(`${words} --role admin`)).to.deep.equal(['CERTIFICATE_INVALID', 20]);
      expect(await readdir(session.folder)).not.to.include('.once');
    }));

  it('does not mix members of two authorities', () =>
    withCa(async (ca, session) => {
      const other = await createCertificateAuthority(TAX);
      const present = await issueIdentity(other, 'client', 'x');
      await storeIdentity(layout(session.home).msp('tax'), present, mspDefinition(other));
      expect(await session.refused(enrol(ca))).to.deep.equal(['CONFIGURATION_INVALID', 78]);
      expect(await readIdentity(layout(session.home).msp('tax'), TAX)).to.deep.equal(present);
    }));

  async function withCa(
    use: (ca: FakeCa, session: CliSession, authority: CertificateAuthority) => Promise<void>,
  ): Promise<void> {
    const authority = await createCertificateAuthority(TAX);
    const registered = {
      'gateway.tax': { secret: SECRET, role: 'client' },
      'admin.tax': { secret: SECRET, role: 'admin' },
    } as const;
    const ca = await fakeCa({ authority, registered });
    try {
      await withFolder(async (folder) => {
        await writeFile(path.join(folder, 'root.pem'), authority.tlsCertificate);
        await writeFile(path.join(folder, 'secret.txt'), `${SECRET}\n`);
        await writeFile(path.join(folder, 'wrong.txt'), 'wrong\n');
        await use(ca, new CliSession(path.join(folder, '.once'), folder), authority);
      });
    } finally {
      await ca.close();
    }
  }

  const enrol = ({ endpoint }: FakeCa): string =>
    `network enrol tax --ca ${endpoint.url} --tls-root root.pem --enrolment-id gateway.tax --secret-file secret.txt`;
});

describe('once network renew', function () {
  this.timeout(120_000);

  it("renews at the organization's own authority, and the ledger goes on with it", () =>
    withSession(async (session) => {
      const places = layout(session.home);
      const before = await readIdentity(places.msp('tax'), TAX);
      const renewed = await session.ok('network renew tax');
      const after = await readIdentity(places.msp('tax'), TAX);
      expect(renewed['serial']).to.equal(serialOf(after.certificate));
      expect(after.privateKey).not.to.equal(before.privateKey);
      await expectWallet(session.home, after);
      await session.ok('ledger status');
      const filed = await session.run('catalogue list');
      expect(filed.code).to.equal(0);
      expect(await session.refused('network renew nobody')).to.deep.equal(['KEY_MISSING', 78]);
      expect(await session.refused('network renew tax --role admin')).to.deep.equal(['KEY_MISSING', 78]);
    }));

  it('is what doctor asks for, thirty days ahead', () =>
    withSession(async (session) => {
      const doctor = (): Promise<CliResult> => once(['doctor', '--home', session.home, '--json']);
      const checks = async (): Promise<unknown> =>
        (json(await doctor()) as { check: string; ok: boolean }[]).find(
          ({ check }) => check === 'certificates',
        );
      expect(await checks()).to.include({ ok: true });
      const places = layout(session.home);
      const authority = await readAuthority(places.authority('tax'), TAX);
      const tenYears = 3650 * 24 * 3600 * 1000;
      const old = await issueIdentity(authority, 'admin', 'admin.tax', new Date(Date.now() - tenYears + 1e9));
      await storeIdentity(places.admin('tax'), old, mspDefinition(authority));
      expect(await checks()).to.include({ ok: false });
      expect(jsonError(await doctor()).detail).to.include(
        path.join('organizations', 'tax', 'admin', 'signcerts', 'cert.pem'),
      );
      await session.ok('network renew tax --role admin');
      expect(await checks()).to.include({ ok: true });
    }));
});

async function expectWallet(home: string, { certificate, privateKey }: Identity): Promise<void> {
  const entry = await readFile(path.join(layout(home).wallet('tax'), 'gateway.id'), 'utf8');
  expect(JSON.parse(entry)).to.deep.equal({
    credentials: { certificate, privateKey },
    mspId: 'tax',
    type: 'X.509',
    version: 1,
  });
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
