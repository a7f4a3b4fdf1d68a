import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { OnceError } from '@onceledger/chaincode/domain';
import type { LedgerFiles } from '@onceledger/network/embedded';
import type { FaultDisk } from '../support/fault-disk.js';
import { makeScratch } from '../support/scratch.js';
import { FaultyStorage, Killed, type Fault, type FaultKind } from '../support/faulty-storage.js';
import {
  commitGroup,
  findFault,
  goneAt,
  GROUPS,
  openFiles,
  takeEffect,
} from '../support/storage-workload.js';

/** What comes after the failure: the process starts again, or the machine does. */
type Restart = 'a new process' | 'a loss of power' | 'a loss of power that keeps some';
const RESTARTS: Restart[] = ['a new process', 'a loss of power', 'a loss of power that keeps some'];
const KINDS: FaultKind[] = ['kill', 'EIO', 'ENOSPC'];
const STORAGE_CODES = ['STORAGE_FAILED', 'STORAGE_FULL'];

describe('every storage call of a commit', function () {
  this.timeout(300_000);
  let scratch: { path: string; remove(): Promise<void> };
  let runs = 0;

  before(async () => {
    scratch = await makeScratch('fault');
  });
  after(() => scratch.remove());

  const fresh = (): string => join(scratch.path, String((runs += 1)));

  for (const kind of KINDS) {
    for (const restart of RESTARTS) {
      it(`loses nothing acknowledged when it meets ${kind}, then ${restart}`, async () => {
        const total = await callsOf(new FaultyStorage(), fresh());
        for (let call = 0; call < total; call += 1) {
          const home = fresh();
          const fault = { call, kind, seed: call };
          const storage = new FaultyStorage(undefined, fault);
          const { acknowledged } = await runUntilFault(storage, home);
          await assertSurvived(storage, fault, home, acknowledged, restart);
          await rm(home, { recursive: true, force: true });
        }
      });
    }
  }

  it('would find a loss: on a disk that lies about syncs it does', async () => {
    const storage = new FaultyStorage(undefined, undefined, { lies: true });
    const home = fresh();
    const { acknowledged } = await runUntilFault(storage, home);
    const survived = await assertRestart(storage.disk.losePower(1, 'nothing'), home, acknowledged).then(
      () => true,
      () => false,
    );
    expect(acknowledged).to.equal(6);
    expect(survived).to.equal(false);
  });

  it('loses nothing acknowledged when a fault strikes the restart after a loss of power', async () => {
    for (const seed of [3, 7, 20, 33]) {
      const home = fresh();
      const before = new FaultyStorage(undefined, { call: 30 + seed, kind: 'kill', seed });
      const { acknowledged } = await runUntilFault(before, home);
      const lost = before.disk.losePower(seed, 'some');
      const total = await callsOf(new FaultyStorage(lost.losePower(0, 'nothing')), fresh());
      for (let call = 0; call < total; call += 1) {
        const kind = KINDS[call % KINDS.length] ?? 'kill';
        const storage = new FaultyStorage(lost.losePower(0, 'nothing'), { call, kind, seed: call });
        const second = await runUntilFault(storage, home, acknowledged);
        const restart = RESTARTS[(call + seed) % RESTARTS.length] ?? 'a new process';
        await assertSurvived(storage, { call, kind, seed: call }, home, second.acknowledged, restart);
      }
    }
  });
});

/** The workload without a fault; answers how many calls it makes. */
async function callsOf(storage: FaultyStorage, home: string): Promise<number> {
  await runUntilFault(storage, home);
  return storage.calls.length;
}

async function assertSurvived(
  storage: FaultyStorage,
  fault: Fault,
  home: string,
  acknowledged: number,
  restart: Restart,
) {
  try {
    await assertRestart(restartOf(storage.disk, restart, fault.seed), home, acknowledged);
  } catch (error) {
    const call = storage.calls[fault.call];
    const what = `${fault.kind} at call ${fault.call}, ${call?.name ?? ''} ${call?.path ?? ''}, then ${restart}`;
    throw new Error(what, { cause: error });
  }
}

/** Opens, commits every group, closes; whatever is struck ends it. Answers the height that was acknowledged last. */
async function runUntilFault(
  storage: FaultyStorage,
  home: string,
  known = 0,
): Promise<{ acknowledged: number }> {
  let acknowledged = known;
  let files: LedgerFiles | undefined;
  try {
    files = await openFiles(storage, home);
    await takeEffect(files, 0);
    for (const count of GROUPS) {
      await commitGroup(files, count, (height) => {
        acknowledged = height;
      });
    }
  } catch (error) {
    if (!(error instanceof Killed)) expect(codeOf(error)).to.be.oneOf(STORAGE_CODES);
    if (files !== undefined) await assertStopped(files);
  } finally {
    await files?.close().catch(() => undefined);
  }
  return { acknowledged };
}

/** After a failure nothing more is acknowledged. */
async function assertStopped(files: LedgerFiles): Promise<void> {
  const outcome = await commitGroup(files, 1, () => {
    throw new Error('acknowledged after a failure');
  }).catch((error: unknown) => error);
  if (!(outcome instanceof Killed)) expect(codeOf(outcome)).to.be.oneOf(STORAGE_CODES);
}

function restartOf(disk: FaultDisk, restart: Restart, seed: number): FaultDisk {
  if (restart === 'a new process') return disk;
  return disk.losePower(seed, restart === 'a loss of power' ? 'nothing' : 'some');
}

/** Starts on what is left, checks it, goes on, loses power again, checks again. */
async function assertRestart(disk: FaultDisk, home: string, acknowledged: number): Promise<void> {
  const first = await openFiles(new FaultyStorage(disk), home);
  try {
    expect(Number(first.blocks.height), 'height').to.be.at.least(acknowledged);
    await takeEffect(first, 0);
    if (first.blocks.height > 0n) expect(await findFault(first)).to.equal(undefined);
    assertGone(disk, Number(first.blocks.height));
    await commitGroup(first, 2, () => undefined);
    const height = first.blocks.height;
    await first.close();
    const second = await openFiles(new FaultyStorage(disk.losePower(1, 'nothing')), home);
    expect(second.blocks.height).to.equal(height);
    expect(await findFault(second)).to.equal(undefined);
    await second.close();
  } finally {
    await first.close().catch(() => undefined);
  }
}

/** Purged, expired and never committed values stand in no private file. */
function assertGone(disk: FaultDisk, height: number): void {
  const content = [...disk.files].filter(([path]) => path.includes('/private/')).map(([, file]) => file.seen);
  for (const text of goneAt(height)) {
    expect(
      content.some((bytes) => bytes.includes(text)),
      text.slice(0, 40),
    ).to.equal(false);
  }
}

function codeOf(error: unknown): string {
  if (error instanceof OnceError) return error.code;
  throw error instanceof Error ? error : new Error(String(error));
}
