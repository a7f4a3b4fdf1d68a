import { fail } from '../../domain/index.js';
import type { LedgerTransaction, StateKey, Stored } from '../../ledger/index.js';

/** The record as it stands, byte for byte: its digest is what the next act names. @throws NOT_FOUND */
export async function show<Value>({ state }: LedgerTransaction, key: StateKey<Value>): Promise<string> {
  return (await state.get(key)).text;
}

/** Canonical JSON array of stored values. */
export async function list(values: AsyncIterable<Stored<unknown>>): Promise<string> {
  const texts: string[] = [];
  for await (const { text } of values) texts.push(text);
  return `[${texts.join(',')}]`;
}

/** @throws NOT_FOUND where there is none, or not for this client on this peer */
export function found(text: string | undefined, name: string): string {
  if (text === undefined) throw fail('NOT_FOUND', name);
  return text;
}

/** @throws INPUT_INVALID */
export function parseVersion(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text))
    throw fail('INPUT_INVALID', 'version must be an integer from 1 to 999999');
  return Number(text);
}
