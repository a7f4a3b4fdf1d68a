import { parseJson, type JsonValue } from '@onceledger/chaincode/domain';

/** Any plain data as JSON: branded strings, optional members and big integers come out as JSON has them. */
export function plain(value: unknown): JsonValue {
  return parseJson(
    JSON.stringify(value, (_name, member: unknown) => (typeof member === 'bigint' ? Number(member) : member)),
    { maxBytes: 256 * 1024 * 1024, maxDepth: 64 },
  );
}
