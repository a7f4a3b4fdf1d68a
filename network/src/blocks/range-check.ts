import { compareKeys, type BlockUpdates, type KeyUpdate } from './block-updates.js';
import { MerkleSummaryBuilder } from './range-merkle.js';
import type { RangeRead, Version, VersionView } from './types.js';

interface Found {
  readonly key: string;
  readonly version: Version;
}

/** Whether a range read would answer the same keys and versions now: committed state with this block's updates so far over it. */
export async function rangeIsUnchanged(
  namespace: string,
  range: RangeRead,
  view: VersionView,
  updates: BlockUpdates,
): Promise<boolean> {
  const found = present(namespace, range, view, updates);
  return range.merkle === undefined ? sameReads(range.reads, found) : sameSummary(range.merkle, found);
}

async function sameReads(reads: RangeRead['reads'], found: AsyncIterable<Found>): Promise<boolean> {
  let index = 0;
  for await (const { key, version } of found) {
    const read = reads[index];
    if (read?.key !== key || !sameVersion(read.version, version)) return false;
    index += 1;
  }
  return index === reads.length;
}

async function sameSummary(
  expected: NonNullable<RangeRead['merkle']>,
  found: AsyncIterable<Found>,
): Promise<boolean> {
  const builder = new MerkleSummaryBuilder(expected.maxDegree);
  for await (const one of found) builder.add(one);
  const summary = builder.done();
  return (
    summary?.maxLevel === expected.maxLevel &&
    summary.hashes.length === expected.hashes.length &&
    summary.hashes.every(
      (hash, index) => Buffer.compare(hash, expected.hashes[index] ?? new Uint8Array(0)) === 0,
    )
  );
}

/** Keys in [start, end); where the endorser stopped early, `endKey` is the last key it saw and belongs to the range. */
async function* present(
  namespace: string,
  { startKey, endKey, exhausted }: RangeRead,
  view: VersionView,
  updates: BlockUpdates,
): AsyncGenerator<Found> {
  const changed = updates.range(namespace, startKey, endKey);
  let next = 0;
  for await (const committed of view.range(namespace, startKey, endKey)) {
    for (; before(changed[next], committed.key); next += 1) yield* standing(changed[next]);
    if (changed[next]?.[0] === committed.key) {
      yield* standing(changed[next]);
      next += 1;
    } else yield committed;
  }
  for (; next < changed.length; next += 1) yield* standing(changed[next]);
  if (!exhausted && endKey !== '') yield* endKeyIn(namespace, endKey, view, updates);
}

async function* endKeyIn(
  namespace: string,
  key: string,
  view: VersionView,
  updates: BlockUpdates,
): AsyncGenerator<Found> {
  const update = updates.get(namespace, key);
  if (update !== undefined) {
    yield* standing([key, update]);
    return;
  }
  const version = await view.version(namespace, key);
  if (version !== undefined) yield { key, version };
}

function before(update: [string, KeyUpdate] | undefined, key: string): boolean {
  return update !== undefined && compareKeys(update[0], key) < 0;
}

function* standing(update: [string, KeyUpdate] | undefined): Generator<Found> {
  if (update?.[1].value !== undefined) yield { key: update[0], version: update[1].version };
}

/** Absent equals absent. */
export function sameVersion(one: Version | undefined, other: Version | undefined): boolean {
  return one?.block === other?.block && one?.transaction === other?.transaction;
}
