import type { JsonValue } from '@onceledger/chaincode/domain';
import { stringify } from 'yaml';

/** JSON as people read it. */
export function toYaml(value: JsonValue): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}
