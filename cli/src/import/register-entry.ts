import {
  canonicalize,
  parseClaimPath,
  type ClaimPath,
  type JsonObject,
  type JsonValue,
} from '@onceledger/chaincode/domain';

/** Claims that differ from the provider's own register entry; a claim that the register does not have is not compared. */
export function registerDifferences(claims: JsonObject, register: JsonObject): readonly ClaimPath[] {
  return Object.keys(register)
    .filter((path) => !same(claims[path], register[path]))
    .map((path) => parseClaimPath(path));
}

function same(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return canonicalize(a ?? null) === canonicalize(b ?? null);
}
