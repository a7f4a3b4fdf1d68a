import { createHash, createHmac } from 'node:crypto';
import {
  recover,
  type BlockLink,
  type LedgerFiles,
  type PrivateGroup,
  type Storage,
} from '@onceledger/network/embedded';

const NAMESPACE = 'once';
const COLLECTION = 'sealed';
const KEY = 'orderer';
/** Blocks of each group; the first founds the ledger. */
export const GROUPS = [2, 3, 1] as const;

/** A block as far as storage looks: number (8), previous hash (32), hash (32), payload. */
export function blockAt(number: number): Buffer {
  const chain = chainTo(number);
  return chain.at(-1) ?? Buffer.alloc(0);
}

const built: Buffer[] = [];
function chainTo(number: number): Buffer[] {
  while (built.length <= number) {
    const place = built.length;
    const previous = built[place - 1]?.subarray(40, 72) ?? Buffer.alloc(32);
    const head = Buffer.alloc(8);
    head.writeBigUInt64BE(BigInt(place));
    const payload = Buffer.from(`block ${place} `.repeat(5 + ((place * 37) % 90)));
    const hash = createHash('sha256').update(head).update(previous).update(payload).digest();
    built.push(Buffer.concat([head, previous, hash, payload]));
  }
  return built.slice(0, number + 1);
}

export function linkOf(block: Uint8Array): BlockLink {
  const bytes = Buffer.from(block);
  return {
    number: bytes.readBigUInt64BE(0),
    previousHash: bytes.subarray(8, 40),
    hash: bytes.subarray(40, 72),
  };
}

function sign(message: Uint8Array): Uint8Array {
  return createHmac('sha256', KEY).update(message).digest();
}

export function openFiles(
  storage: Storage,
  directory: string,
  organizations: readonly string[] = ['tax'],
): Promise<LedgerFiles> {
  return recover({
    storage,
    directory,
    organizations,
    binding: 'test ledger',
    link: linkOf,
    sign,
    verify: (message, signature) => Buffer.compare(sign(message), signature) === 0,
    fileLimit: 2000,
  });
}

export function valueAt(block: number): string {
  return `private value of block ${block} ${'·'.repeat(block * 13)}`;
}
function shortLivedAt(block: number): string {
  return `short-lived value of block ${block}.`;
}
/** Every third block purges what the block before it wrote. */
function purgedBy(block: number): number | undefined {
  return block >= 3 && block % 3 === 0 ? block - 1 : undefined;
}
function isPurged(block: number, height: number): boolean {
  return block + 1 < height && purgedBy(block + 1) === block;
}

function privatesOf(block: number): PrivateGroup {
  const version = { block: BigInt(block), transaction: 0 };
  const common = { namespace: NAMESPACE, collection: COLLECTION, version };
  return {
    entries: [
      { ...common, key: `value/${block}`, value: Buffer.from(valueAt(block)) },
      { ...common, key: 'latest', value: Buffer.from(`latest ${block}`) },
      { ...common, key: `short/${block}`, value: Buffer.from(shortLivedAt(block)), blockToLive: 1 },
    ],
  };
}

/** What the node does for a group, in its order. `acknowledged` is set only after `commit` has returned. */
export async function commitGroup(
  files: LedgerFiles,
  count: number,
  acknowledged: (height: number) => void,
): Promise<void> {
  const first = Number(files.blocks.height);
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  const entries = numbers.flatMap((number) => privatesOf(number).entries);
  await files.commit({ privates: new Map([['tax', { entries }]]), blocks: numbers.map(blockAt) });
  acknowledged(first + count);
  await takeEffect(files, first);
}

/** Publishes and purges for every block from `from` on; a replay does the same. */
export async function takeEffect(files: LedgerFiles, from: number): Promise<void> {
  const store = files.privates.get('tax');
  for (let number = from; number < Number(files.blocks.height); number += 1) {
    await store?.publish(BigInt(number + 1));
    const purged = purgedBy(number);
    if (purged === undefined) continue;
    const keyHash = createHash('sha256').update(`value/${purged}`).digest();
    await store?.purge([{ namespace: NAMESPACE, collection: COLLECTION, keyHash }], BigInt(number));
  }
}

/** Compares everything with what it must be at the present height; answers the first difference. */
export async function findFault(files: LedgerFiles): Promise<string | undefined> {
  const height = Number(files.blocks.height);
  let number = 0;
  for await (const block of files.blocks.readFrom(0n)) {
    if (!blockAt(number).equals(block)) return `block ${number} differs`;
    number += 1;
  }
  if (number !== height) return `readFrom ended at ${number} of ${height}`;
  for (let block = 0; block < height; block += 1) {
    if (!blockAt(block).equals(await files.blocks.read(BigInt(block))))
      return `block ${block} differs when read alone`;
    const wrong = await findPrivateFault(files, block, height);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

async function findPrivateFault(
  files: LedgerFiles,
  block: number,
  height: number,
): Promise<string | undefined> {
  const expected: [string, string | undefined][] = [
    [`value/${block}`, isPurged(block, height) ? undefined : valueAt(block)],
    [`short/${block}`, block + 2 < height ? undefined : shortLivedAt(block)],
    ['latest', `latest ${height - 1}`],
    [`value/${height}`, undefined],
  ];
  for (const [key, value] of expected) {
    const found = await files.privates.get('tax')?.get(NAMESPACE, COLLECTION, key);
    const text = found === undefined ? undefined : Buffer.from(found.value).toString();
    if (text !== value) return `${key} at height ${height} is ${text ?? 'absent'}`;
  }
  return undefined;
}

/** Values that must no longer stand anywhere in the private store's files. */
export function goneAt(height: number): string[] {
  const gone: string[] = [];
  for (let block = 0; block < height; block += 1) {
    if (isPurged(block, height)) gone.push(valueAt(block));
    if (block + 2 < height) gone.push(shortLivedAt(block));
  }
  return [...gone, `private value of block ${height} `];
}
