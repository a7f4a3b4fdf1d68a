import { canonicalize, parseCanonical, type JsonObject } from '@onceledger/chaincode/domain';

/** A value of this project's types as JSON: an interface has no index signature that would say so by itself. */
export function toJson(value: object): JsonObject {
  // `canonicalize` refuses whatever is not JSON, and an object stays an object.
  return parseCanonical(canonicalText(value)) as JsonObject;
}

export function canonicalText(value: object): string {
  return canonicalize(value as unknown as JsonObject);
}
