import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { FaultDisk } from '../support/fault-disk.js';
import { FaultyStorage, type Fault, type FaultKind } from '../support/faulty-storage.js';
import { Acknowledged, makeDisk, NodeUnderFault } from '../support/node-workload.js';
import { makeScratch } from '../support/scratch.js';

const KINDS: FaultKind[] = ['kill', 'EIO', 'ENOSPC'];

describe('every storage call of a node, from submit to acknowledgement', function () {
  this.timeout(600_000);
  let scratch: { path: string; remove(): Promise<void> };
  let home: string;
  let disk: FaultDisk;

  before(async () => {
    scratch = await makeScratch('node');
    home = scratch.path;
    disk = await makeDisk(home);
  });
  after(() => scratch.remove());

  for (const kind of KINDS) {
    it(`loses nothing acknowledged when it meets ${kind}`, async () => {
      const plain = new FaultyStorage(disk.copy());
      expect(await workOn(plain, new Acknowledged())).to.equal(undefined);
      for (let call = 0; call < plain.calls.length; call += 1) {
        const fault = { call, kind, seed: call };
        // The state databases of every second run are of another future of this ledger.
        if (call % 2 === 0) await rm(join(home, 'ledger', 'state'), { recursive: true, force: true });
        const storage = new FaultyStorage(disk.copy(), fault);
        const known = new Acknowledged();
        await workOn(storage, known);
        await assertSurvived(storage, fault, known).catch((error: unknown) => {
          const { name, path } = storage.calls[call] ?? { name: 'nothing', path: '' };
          throw new Error(`${kind} at call ${call}, ${name} ${path}`, { cause: error });
        });
      }
    });
  }

  it('would find a loss: on a disk that lies about syncs it does', async () => {
    const storage = new FaultyStorage(disk.copy(), undefined, { lies: true });
    const known = new Acknowledged();
    await workOn(storage, known);
    const fault = { call: 1, kind: 'kill', seed: 1 } as const;
    const survived = await assertSurvived(storage, fault, known).then(
      () => true,
      () => false,
    );
    expect(survived).to.equal(false);
  });

  /** Opens, works, closes; answers what ended it, other than a refused submit. */
  async function workOn(storage: FaultyStorage, known: Acknowledged): Promise<unknown> {
    try {
      const node = await NodeUnderFault.open(home, storage);
      await node.work(known);
      await node.close();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  async function assertSurvived(storage: FaultyStorage, fault: Fault, known: Acknowledged): Promise<void> {
    const restarted = afterRestart(storage.disk, fault);
    const first = await NodeUnderFault.open(home, new FaultyStorage(restarted));
    try {
      expect(await first.findFault(known)).to.equal(undefined);
      await first.put(known, 'd', '5');
      expect(known.values.get('d'), 'a write after the restart').to.equal('5');
    } finally {
      await first.close();
    }
    const second = await NodeUnderFault.open(home, new FaultyStorage(restarted.losePower(1, 'nothing')));
    try {
      expect(await second.findFault(known)).to.equal(undefined);
    } finally {
      await second.close();
    }
  }
});

/** In turn: a new process on the same machine, a loss of power that keeps nothing, one that keeps some. */
function afterRestart(disk: FaultDisk, { call, seed }: Fault): FaultDisk {
  if (call % 3 === 0) return disk;
  return disk.losePower(seed, call % 3 === 1 ? 'nothing' : 'some');
}
