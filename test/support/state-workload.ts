import { createHash } from 'node:crypto';
import { openStateDb, type StateDb, type StateUpdate } from '@onceledger/network/embedded';

const NAMESPACE = 'once';
const PER_BLOCK = 20;
const KEYS = 120;

/** A state that exercises every kind of entry: writes, rewrites, deletions, hashed keys, transactions. */
export function updateAt(number: number): StateUpdate {
  const block = BigInt(number);
  const numbers = Array.from({ length: PER_BLOCK }, (_, index) => index);
  return {
    height: block + 1n,
    writes: numbers.map((index) => {
      const version = { block, transaction: index };
      const key = keyAt(number * 7 + index);
      const isDeleted = (number + index) % 11 === 0;
      const write = { namespace: NAMESPACE, key, version };
      return isDeleted ? write : { ...write, value: Buffer.from(`${key} as of ${number} `.repeat(9)) };
    }),
    hashed: numbers.slice(0, 5).map((index) => ({
      namespace: NAMESPACE,
      collection: 'sealed',
      keyHash: sha256(`key ${(number + index) % 40}`),
      version: { block, transaction: index },
      ...(index === 4 ? {} : { valueHash: sha256(`value ${number} ${index}`) }),
    })),
    transactions: numbers.map((index) => ({
      transactionId: sha256(`${number}/${index}`).toString('hex'),
      block,
      index,
      code: index % 3,
    })),
  };
}

/** Composite keys, U+0000 and U+10FFFF among them. */
function keyAt(number: number): string {
  return `\0declaration\0${(number % KEYS).toString().padStart(4, '0')}\0\u{10ffff}`;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export function openState(directory: string, binding = 'ledger'): Promise<StateDb> {
  return openStateDb(directory, { binding, writeBufferSize: 64 * 1024 });
}

export async function applyTo(state: StateDb, height: number): Promise<void> {
  for (let number = Number(state.savepoint); number < height; number += 1)
    await state.apply(updateAt(number));
}

/** Everything that a state answers by scan and by lookup, as one digest: equal where every answer is equal. */
export async function digestOf(state: StateDb, height: number): Promise<string> {
  const keys = Array.from({ length: KEYS }, (_, number) => keyAt(number));
  const hashes = Array.from({ length: 40 }, (_, number) => sha256(`key ${number}`));
  const transactions = Array.from({ length: height }, (_, number) => updateAt(number).transactions).flat();
  const answers = [
    ...(await collect(state.range(NAMESPACE, '', ''))),
    ...(await Promise.all(keys.map((key) => state.get(NAMESPACE, key)))),
    ...(await Promise.all(keys.map((key) => collect(state.history(NAMESPACE, key))))),
    ...(await Promise.all(hashes.map((keyHash) => state.getHashed(NAMESPACE, 'sealed', keyHash)))),
    ...(await Promise.all(transactions.map(({ transactionId }) => state.transaction(transactionId)))),
  ];
  return createHash('sha256').update(answers.map(textOf).join('\n')).digest('hex');
}

function textOf(answer: unknown): string {
  return JSON.stringify(answer ?? null, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of source) all.push(each);
  return all;
}
