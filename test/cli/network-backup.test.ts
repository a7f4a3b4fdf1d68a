import { filesBelow, readSums } from '@onceledger/cli/home';
import { LedgerLock } from '@onceledger/network';
import { findProcess, readTopology, watched, writeTopology } from '@onceledger/network/fabric';
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { json, jsonError, once } from '../support/cli.js';
import { fakeBinaries } from '../support/fake-binaries.js';
import { fakeNetwork, type FakeNetwork } from '../support/fake-network.js';
import { withHome } from '../support/home.js';

describe('once network backup and restore', function () {
  this.timeout(60_000);

  it('copy a network that runs, which runs on, into an empty home', () =>
    withNetwork(async ({ network, home, folder, run }) => {
      const before = await pidsOf(network);
      const made = json(await run(home, 'backup', 'copy')) as { files: number; sha256: string };
      const after = await pidsOf(network);
      for (const [name, pid] of Object.entries(after)) {
        expect(pid, name).to.not.equal(undefined);
        expect(pid !== before[name], name).to.equal(!name.startsWith('chaincode'));
      }
      const copy = path.join(folder, 'copy');
      const sums = await readSums(copy, made.sha256);
      expect(sums.size).to.equal(made.files);
      expect(await filesBelow(copy)).to.have.members([...sums.keys(), 'SHA256SUMS']);
      for (const [file, digest] of sums) {
        const bytes = await readFile(path.join(copy, file));
        expect(createHash('sha256').update(bytes).digest('hex'), file).to.equal(digest);
        expect((await stat(path.join(copy, file))).mode & 0o777, file).to.equal(0o600);
      }
      const restored = path.join(folder, 'restored');
      const result = await run(restored, 'restore', 'copy', '--sha256', made.sha256);
      expect(result.stderr).to.equal('');
      expect(json(result)).to.include({ files: made.files - 1, ledger: network.topology.ledger });
      const files = await filesBelow(restored);
      expect(files).to.include.members(['format', 'consortium.yaml', 'network/peers/peer0.tax/data/blocks']);
      // The one is written anew, the others are copied by the database itself.
      for (const file of files.filter((name) => !/topology\.json|gateway\.db/.test(name)))
        expect(await readFile(path.join(restored, file)), file).to.deep.equal(
          await readFile(path.join(home, file)),
        );
      expect(files).to.include('organizations/tax/gateway.db');
      expect(files.filter((file) => /custody|network.logs|ledger.lock|db-/.test(file))).to.deep.equal([]);
      const status = json(await once(['ledger', 'status', '--home', restored, '--json']));
      expect(status).to.include({ findings: 0 });
    }));

  it('start nothing that did not run', () =>
    withNetwork(async ({ network, home, run }) => {
      await network.stop('orderer0');
      await network.stop('peer0.tax');
      expect((await run(home, 'backup', 'copy')).code).to.equal(0);
      expect(await pidsOf(network)).to.include({ orderer0: undefined, 'peer0.tax': undefined });
    }));

  it('keep custodians’ keys apart, in a folder of their own', () =>
    withNetwork(async ({ home, folder, run }) => {
      expect((await run(home, 'backup', 'copy', '--custody', 'keys')).code).to.equal(0);
      const key = 'organizations/tax/custody/agency-x/declarant.json';
      expect(await filesBelow(path.join(folder, 'keys'))).to.include(`home/${key}`);
      const kept = (await filesBelow(path.join(folder, 'keys'))).filter((file) => !/custody/.test(file));
      expect(kept).to.deep.equal(['SHA256SUMS', 'backup.json']);
      const restored = path.join(folder, 'restored');
      expect((await run(restored, 'restore', 'copy', '--custody', 'keys')).code).to.equal(0);
      expect(await readFile(path.join(restored, key), 'utf8')).to.equal('a key');

      const swapped = await run(path.join(folder, 'swapped'), 'restore', 'keys');
      expect(jsonError(swapped)).to.include({ code: 'CONFIGURATION_INVALID' });
    }));

  it('put the product’s own chaincode where this machine has it', () =>
    withNetwork(async ({ network, home, folder, run }) => {
      const facts = path.join(folder, 'copy', 'backup.json');
      await run(home, 'backup', 'copy');
      const { code } = JSON.parse(await readFile(facts, 'utf8')) as { code: string };
      const [first, ...others] = network.topology.chaincodes;
      await writeTopology(network.places, {
        ...network.topology,
        chaincodes: [{ ...first!, code }, ...others],
      });
      await rm(path.join(folder, 'copy'), { recursive: true });
      await run(home, 'backup', 'copy');
      await alter(path.join(folder, 'copy'), 'backup.json', (text) => text.replace(code, '/elsewhere'));
      await alter(path.join(folder, 'copy'), 'home/network/topology.json', (text) =>
        text.replace(code, '/elsewhere'),
      );
      const restored = path.join(folder, 'restored');
      expect((await run(restored, 'restore', 'copy')).code).to.equal(0);
      const places = { ...network.places, network: path.join(restored, 'network') };
      const { chaincodes } = await readTopology(places);
      expect(chaincodes.map((place) => place.code)).to.deep.equal([code, others[0]!.code]);
    }));

  it('refuse to write where something is, or into the home', () =>
    withNetwork(async ({ home, folder, run }) => {
      const mine = path.join(folder, 'mine');
      await mkdir(mine);
      await writeFile(path.join(mine, 'file'), 'x');
      for (const words of [['mine'], ['copy', '--custody', 'mine'], ['mine/file']])
        expect(jsonError(await run(home, 'backup', ...words)), words.join(' ')).to.include({
          code: 'FOLDER_NOT_EMPTY',
          exit: 78,
        });
      expect(jsonError(await run(home, 'backup', path.join(home, 'copy')))).to.include({ code: 'USAGE' });
      await run(home, 'backup', 'copy');
      expect(jsonError(await run(mine, 'restore', 'copy'))).to.include({ code: 'HOME_EXISTS' });
      expect(await readdir(mine)).to.deep.equal(['file']);
    }));

  it('refuse while another process writes the home', () =>
    withNetwork(async ({ home, folder, run }) => {
      const lock = await LedgerLock.take(path.join(home, 'ledger'));
      try {
        expect(jsonError(await run(home, 'backup', 'copy'))).to.include({ code: 'LEDGER_LOCKED' });
      } finally {
        await lock.release();
      }
      expect(await readdir(folder)).to.not.include('copy');
    }));

  it('say where there is no network, or no backup', () =>
    withHome(async (home, folder) => {
      const run = runner(folder, {});
      expect(jsonError(await run(home, 'backup', 'copy'))).to.include({ code: 'NETWORK_MISSING' });
      const missing = await run(path.join(folder, 'new'), 'restore', 'none');
      expect(jsonError(missing)).to.include({ code: 'FILE_UNREADABLE' });
    }));

  it('restore nothing from a backup that was altered', () =>
    withNetwork(async ({ home, folder, run }) => {
      await run(home, 'backup', 'copy');
      const at = path.join(folder, 'copy');
      const blocks = path.join('home', 'network', 'peers', 'peer0.tax', 'data', 'blocks');
      const alterations: readonly (readonly [string, (copy: string) => Promise<void>])[] = [
        ['a changed byte', (copy) => writeFile(path.join(copy, blocks), 'blocKs')],
        ['a file that is gone', (copy) => rm(path.join(copy, blocks))],
        ['changed facts', (copy) => writeFile(path.join(copy, 'backup.json'), '{}')],
        ['a path that leads out', (copy) => addLine(copy, 'home/../../outside')],
        ['an absolute path', (copy) => addLine(copy, '/tmp/outside')],
        ['a path with nothing in it', (copy) => addLine(copy, 'home//outside')],
      ];
      for (const [what, change] of alterations) {
        const copy = path.join(folder, 'altered');
        await cp(at, copy, { recursive: true });
        await change(copy);
        const result = await run(path.join(folder, 'new'), 'restore', 'altered');
        expect(result.code, what).to.not.equal(0);
        expect(jsonError(result).code, what).to.be.oneOf(['STORAGE_DAMAGED', 'FILE_UNREADABLE']);
        expect(
          (await readdir(folder)).filter((name) => name.startsWith('new')),
          what,
        ).to.deep.equal([]);
        await rm(copy, { recursive: true });
      }
      const other = await run(path.join(folder, 'new'), 'restore', 'copy', '--sha256', '0'.repeat(64));
      expect(jsonError(other)).to.include({ code: 'STORAGE_DAMAGED', exit: 74 });
    }));
});

interface Scene {
  readonly network: FakeNetwork;
  readonly home: string;
  readonly folder: string;
  readonly run: ReturnType<typeof runner>;
}

function runner(folder: string, env: Record<string, string>) {
  return (home: string, ...words: string[]) =>
    once(['network', ...words, '--home', home, '--json'], { cwd: folder, env });
}

/** A home with a network of idle processes, some data of theirs, and a custodian's key. */
function withNetwork(use: (scene: Scene) => Promise<void>): Promise<void> {
  return withHome(async (home, folder) => {
    const FABRIC_BIN = await fakeBinaries(path.join(folder, 'programs'), '3.1.5');
    const network = await fakeNetwork(home);
    try {
      await writeTopology(network.places, network.topology);
      await write(path.join(home, 'network/peers/peer0.tax/data/blocks'), 'blocks');
      await write(path.join(home, 'network/orderers/orderer0/data/blocks'), 'blocks');
      await write(path.join(home, 'organizations/tax/custody/agency-x/declarant.json'), 'a key');
      await use({ network, home, folder, run: runner(folder, { FABRIC_BIN }) });
    } finally {
      await network.close();
    }
  });
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function pidsOf({ places, topology }: FakeNetwork): Promise<Record<string, number | undefined>> {
  const all = [...topology.orderers, ...topology.peers, ...topology.chaincodes];
  const found = await Promise.all(
    all.map(async (place) => [place.name, (await findProcess(watched(places, place)))?.pid] as const),
  );
  return Object.fromEntries(found);
}

async function addLine(copy: string, file: string): Promise<void> {
  const sums = path.join(copy, 'SHA256SUMS');
  await writeFile(sums, `${await readFile(sums, 'utf8')}${'0'.repeat(64)}  ${file}\n`);
}

/** Changes a file, and the manifest with it. */
async function alter(copy: string, file: string, change: (text: string) => string): Promise<void> {
  const text = change(await readFile(path.join(copy, file), 'utf8'));
  await writeFile(path.join(copy, file), text);
  const digest = createHash('sha256').update(text).digest('hex');
  const sums = path.join(copy, 'SHA256SUMS');
  const lines = (await readFile(sums, 'utf8')).split('\n');
  await writeFile(
    sums,
    lines.map((line) => (line.endsWith(`  ${file}`) ? `${digest}  ${file}` : line)).join('\n'),
  );
}
