import { parseJson, type JsonValue } from '@onceledger/chaincode/domain';

/** Any plain data as JSON: branded strings, optional members and big integers come out as JSON has them. */
export function plain(value: unknown): JsonValue {
  return parseJson(
    JSON.stringify(value, (_name, member: unknown) => (typeof member === 'bigint' ? Number(member) : member)),
    { maxBytes: 256 * 1024 * 1024, maxDepth: 64 },
  );
}

/** A record as users want to see it: its state without the acts that made it. */
export function withoutActs<T extends { readonly acts: unknown }>(record: T): Omit<T, 'acts'> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'acts')) as Omit<T, 'acts'>;
}
