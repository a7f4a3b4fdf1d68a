import type { ActPayload } from '../act.js';
import { toPointer } from '../encoding/pointer.js';
import { OnceError } from '../errors/once-error.js';
import { parseActor } from '../identifiers/actors.js';
import { parseIdempotencyKey } from '../identifiers/codes.js';
import { parseDigest, parseLedgerId } from '../identifiers/digests.js';
import { invalidIdentifier, matched } from '../identifiers/matched.js';
import { parseMandateId } from '../identifiers/random-ids.js';
import { parseTimestamp } from '../identifiers/timestamps.js';
import type { Fault } from '../json.js';
import { ACTS } from '../operations.js';

const REQUIRED = [
  'act',
  'actor',
  'body',
  'idempotencyKey',
  'issuedAt',
  'ledger',
  'notAfter',
  'target',
] as const;
const MEMBERS: { readonly [Name in keyof Required<ActPayload>]: (value: unknown, path: string) => string } = {
  act: parseActKind,
  actor: parseActor,
  body: parseDigest,
  idempotencyKey: parseIdempotencyKey,
  issuedAt: parseTimestamp,
  ledger: parseLedgerId,
  mandate: parseMandateId,
  notAfter: parseTimestamp,
  previous: parseDigest,
  target: parseTarget,
};
/** Any identifier of this project; entry references have `@`, declarations dots. */
const TARGET = /^[A-Za-z0-9][A-Za-z0-9@._-]{0,159}$/;

/** Every fault of a payload: missing, unknown and malformed members. */
export function payloadFaults(payload: object): Fault[] {
  return [
    ...REQUIRED.filter((name) => !Object.hasOwn(payload, name)).map((name) => ({
      path: `/${name}`,
      problem: 'is missing',
    })),
    ...Object.entries(payload).flatMap(([name, value]) => memberFaults(name, value)),
  ];
}

/** Narrows what has no fault. */
export function isActPayload(value: unknown): value is ActPayload {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && payloadFaults(value).length === 0
  );
}

function memberFaults(name: string, value: unknown): readonly Fault[] {
  const path = toPointer([name]);
  if (!isMember(name)) return [{ path, problem: 'an act has no such member' }];
  try {
    MEMBERS[name](value, path);
    return [];
  } catch (error) {
    if (error instanceof OnceError) return error.faults;
    throw error;
  }
}

function isMember(name: string): name is keyof ActPayload {
  return Object.hasOwn(MEMBERS, name);
}

function parseActKind(value: unknown, path: string): string {
  if (typeof value !== 'string' || !Object.hasOwn(ACTS, value))
    throw invalidIdentifier(path, 'is no act that there is');
  return value;
}

function parseTarget(value: unknown, path: string): string {
  return matched(value, TARGET, 'must be an identifier', path);
}
