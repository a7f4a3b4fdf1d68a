import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { fail } from '@onceledger/chaincode/domain';
import { isLevelLocked, levelError } from './level-errors.js';

/** One process holds a ledger: LevelDB's operating-system lock, which a killed process cannot leave behind. */
export class LedgerLock {
  readonly #level: ClassicLevel;
  readonly #pid: string;

  private constructor(level: ClassicLevel, pid: string) {
    this.#level = level;
    this.#pid = pid;
  }

  /** LEDGER_LOCKED with the process identifier of whoever has it; STORAGE_FULL, STORAGE_FAILED. */
  static async take(directory: string): Promise<LedgerLock> {
    const pid = join(directory, 'pid');
    const level = new ClassicLevel(join(directory, 'lock'));
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await level.open();
      await writeFile(pid, `${process.pid.toString()}\n`);
    } catch (cause) {
      await level.close().catch(() => undefined);
      if (!isLevelLocked(cause)) throw levelError(cause, directory);
      throw fail('LEDGER_LOCKED', { detail: `process ${await holder(pid)} has ${directory}`, cause });
    }
    return new LedgerLock(level, pid);
  }

  async release(): Promise<void> {
    await rm(this.#pid, { force: true });
    await this.#level.close();
  }
}

async function holder(pid: string): Promise<string> {
  const text = await readFile(pid, 'utf8').catch(() => '');
  return /^[0-9]{1,10}$/.exec(text.trim())?.[0] ?? 'unknown';
}
