import {
  array,
  fromUtf8,
  integer,
  object,
  oneOf,
  optional,
  parseJson,
  parseWith,
  string,
  type Outcome,
} from '@onceledger/chaincode/domain';

const text = string({ max: 200 });
const outcomeParser = object<Outcome>({
  id: text,
  record: text,
  repeated: optional(oneOf(true)),
  status: text,
  version: optional(integer(1, 999_999)),
});

export function parseOutcome(bytes: Uint8Array): Outcome {
  return parseWith(outcomeParser, parseJson(fromUtf8(bytes)), 'INTERNAL');
}

export function parseOutcomes(bytes: Uint8Array): readonly Outcome[] {
  return parseWith(array(outcomeParser, { max: 10_000 }), parseJson(fromUtf8(bytes)), 'INTERNAL');
}
