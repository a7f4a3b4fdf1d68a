import { ClassicLevel } from 'classic-level';
import { fail } from '@onceledger/chaincode/domain';
import { isIntactBody, openHead } from './checked-entry.js';
import { Summary } from './checked-summary.js';
import { findLevelFault } from './level-files.js';
import { MultisetHash } from './multiset-hash.js';
import { isLevelFull, isLevelLocked, levelError, systemCode } from '../level-errors.js';
import { damaged } from './storage-errors.js';

export type Level = ClassicLevel;
/** Sorts before every other key: those start with a letter. */
export const SUMMARY = '!';
/** Bodies sort behind every other key; a scan ends before them. */
export const BODY = '~';
/** Bodies prove themselves, which is faster than LevelDB's checksums of their blocks. */
const BODIES = {
  firstByte: BODY.charCodeAt(0),
  isIntact: (key: Buffer, value: Buffer) => isIntactBody(key.subarray(BODY.length), value),
};
const READ_AHEAD = 1024 * 1024;
const BATCH = 4096;
/** One in so many scanned entries is looked up by its key as well. */
const SAMPLE = 256;

export interface CheckedLevelOptions {
  /** What the content belongs to (ledger, store); other content is rebuilt, never used. */
  readonly binding: string;
  /** Bytes of LevelDB's block cache and write buffer; default 8 and 4 MiB. */
  readonly cacheSize?: number;
  readonly writeBufferSize?: number;
}

export interface OpenedLevel {
  readonly level: Level;
  readonly summary: Summary;
  /** Why the former content was thrown away. */
  readonly rebuilt: string | undefined;
}

/** Opens, verifies; where anything is wrong, destroys and opens anew. */
export async function openVerified(directory: string, options: CheckedLevelOptions): Promise<OpenedLevel> {
  const found = await openAndScan(directory, options).catch((error: unknown) => {
    if (isLevelLocked(error)) throw locked(directory, error);
    // Making it anew would need room, too.
    if (isLevelFull(error)) throw levelError(error, directory);
    return systemCode(error);
  });
  if (typeof found === 'object') return { ...found, rebuilt: undefined };
  // Takes LevelDB's own lock first: what another process has open is never deleted.
  await ClassicLevel.destroy(directory).catch((error: unknown) => {
    throw isLevelLocked(error) ? locked(directory, error) : levelError(error, directory);
  });
  const fresh = await openAndScan(directory, options).catch((error: unknown) => {
    throw isLevelLocked(error) ? locked(directory, error) : levelError(error, directory);
  });
  if (typeof fresh !== 'object') throw damaged({ file: directory, what: fresh });
  return { ...fresh, rebuilt: found };
}

/** The database and its summary, or why it cannot be used. Throws what LevelDB throws. */
async function openAndScan(
  directory: string,
  options: CheckedLevelOptions,
): Promise<{ level: Level; summary: Summary } | string> {
  const { binding, cacheSize = 8 * 1024 * 1024, writeBufferSize = 4 * 1024 * 1024 } = options;
  const fault = await findLevelFault(directory, BODIES);
  if (fault !== undefined) return fault;
  const level: Level = new ClassicLevel(directory, { cacheSize, writeBufferSize, compression: false });
  await level.open();
  try {
    const found = await scan(level, binding);
    if (typeof found === 'object') return { level, summary: found };
    await level.close();
    return found;
  } catch (error) {
    await level.close();
    throw error;
  }
}

async function scan(level: Level, binding: string): Promise<Summary | string> {
  const found = { hash: new MultisetHash(), summary: undefined as Summary | undefined };
  const iterator = level.iterator({ lt: BODY, highWaterMarkBytes: READ_AHEAD });
  try {
    for (;;) {
      const batch = await iterator.nextv(BATCH);
      if (batch.length === 0) break;
      const fault = takeBatch(batch, found) ?? (await findLookupFault(level, batch));
      if (fault !== undefined) return fault;
    }
  } finally {
    await iterator.close();
  }
  return judge(found.summary, found.hash, binding);
}

function takeBatch(
  batch: readonly [string, string][],
  found: { readonly hash: MultisetHash; summary: Summary | undefined },
): string | undefined {
  for (const [key, text] of batch) {
    const head = openHead(key, text);
    if (head === undefined) return 'checksum of an entry differs';
    if (key === SUMMARY) found.summary = Summary.read(head.payload);
    else found.hash.add(head.digest);
  }
  return undefined;
}

/** Whether point lookups, which take other ways through the files than a scan, find what the scan has seen. */
async function findLookupFault(
  level: Level,
  batch: readonly [string, string][],
): Promise<string | undefined> {
  const sample = batch.filter((_, index) => index % SAMPLE === 0 || index === batch.length - 1);
  const found = await level.getMany(sample.map(([key]) => key));
  const isFound = sample.every(([, text], index) => found[index] === text);
  return isFound ? undefined : 'a lookup does not find what the scan has seen';
}

function judge(summary: Summary | undefined, hash: MultisetHash, binding: string): Summary | string {
  if (summary === undefined) return hash.count === 0 ? Summary.empty(binding) : 'the summary is missing';
  if (summary.binding !== binding) return 'it belongs to another ledger or store';
  if (!summary.hash.equals(hash)) return `${hash.count} entries do not add up to the summary`;
  return summary;
}

function locked(directory: string, cause: unknown): Error {
  return fail('LEDGER_LOCKED', { detail: `${directory} is in use by another process`, cause });
}
