import {
  array,
  boolean,
  integer,
  object,
  oneOf,
  optional,
  parseApplicationId,
  parseClaimPath,
  parseDeclarationId,
  parsedBy,
  parseEntryId,
  parseWith,
  REFUSALS,
  string,
  type JsonValue,
  type Plan,
  type PlanStep,
  type RefusalCode,
} from '@onceledger/chaincode/domain';

const many = { max: 1_000 };
const text = string({ max: 200 });
// Object.keys forgets which keys they are.
const refusals = Object.keys(REFUSALS) as RefusalCode[];

const step = object<PlanStep>({
  basis: array(oneOf('request', 'consent', 'law'), many),
  claims: array(parsedBy(parseClaimPath), many),
  custodian: text,
  declaration: optional(parsedBy(parseDeclarationId)),
  how: oneOf('open', 'reading', 'missing'),
  obstacle: optional(oneOf(...refusals)),
  provider: text,
  remedy: optional(oneOf('declare', 'attest', 'apply', 'consent', 'wait')),
  required: boolean,
  type: parsedBy(parseEntryId),
  version: optional(integer(1, 999_999)),
});
const plan = object<Plan>({
  agency: text,
  application: optional(parsedBy(parseApplicationId)),
  asks: array(parsedBy(parseEntryId), many),
  complete: boolean,
  declarant: text,
  item: parsedBy(parseEntryId),
  steps: array(step, many),
});

export function parsePlan(value: JsonValue): Plan {
  return parseWith(plan, value, 'INTERNAL');
}
