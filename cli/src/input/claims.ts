import { fail, type JsonObject, type JsonValue } from '@onceledger/chaincode/domain';

/** A JSON document that must be an object: claims by path, or a line of `--many`. INPUT_INVALID. */
export function assertObject(value: JsonValue | undefined, path = ''): JsonObject {
  if (isJsonObject(value)) return value;
  throw fail('INPUT_INVALID', { faults: [{ path, problem: 'must be an object' }] });
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
