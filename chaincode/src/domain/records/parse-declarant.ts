import { declarantKindOf } from '../identifiers/index.js';
import type { Fault } from '../json.js';
import { checked, object, oneOf, optional, set, string, type Parser } from '../parse/index.js';
import type {
  DeclarantStatus,
  EndBody,
  EnrolBody,
  MandateAction,
  MandateBody,
  RecoverBody,
  RecoverSupportBody,
  RotateBody,
  SetStatusBody,
  StopRecoveryBody,
  VouchBody,
} from './declarant.js';
import {
  declarantId,
  declarantKind,
  digest,
  entryId,
  keyIdentifier,
  mandateId,
  publicJwk,
  reason,
  signedAct,
  text,
  timestamp,
} from './parse-common.js';

export const declarantName = text(200);
export const declarantStatus = oneOf<DeclarantStatus>(
  'active',
  'suspended',
  'deregistered',
  'deceased',
  'merged',
);

export const enrolBody: Parser<EnrolBody> = checked(
  object<EnrolBody>({
    declarant: declarantId,
    kind: declarantKind,
    key: publicJwk,
    name: optional(declarantName),
    parent: optional(declarantId),
  }),
  enrolFaults,
);

function enrolFaults({ declarant, kind, name, parent }: EnrolBody): Fault[] {
  const faults: Fault[] = [];
  if (declarantKindOf(declarant) !== kind)
    faults.push({ path: '/kind', problem: 'does not fit the identifier' });
  if (kind === 'enterprise' && name === undefined) faults.push({ path: '/name', problem: 'is missing' });
  if (kind === 'individual' && name !== undefined) {
    faults.push({ path: '/name', problem: 'of an individual stands sealed with the registrar, never here' });
  }
  if (
    parent !== undefined &&
    (declarantKindOf(parent) !== 'enterprise' || kind !== 'enterprise' || parent === declarant)
  ) {
    faults.push({ path: '/parent', problem: 'must be another enterprise, and of an enterprise' });
  }
  return faults;
}

export const vouchBody = object<VouchBody>({ request: signedAct, evidence: digest });
export const rotateBody = object<RotateBody>({ declarant: declarantId, key: publicJwk, proof: signedAct });
export const recoverBody = object<RecoverBody>({
  declarant: declarantId,
  key: publicJwk,
  proof: signedAct,
  support: signedAct,
});
export const recoverSupportBody = object<RecoverSupportBody>({ declarant: declarantId, key: keyIdentifier });
export const stopRecoveryBody = object<StopRecoveryBody>({ declarant: declarantId });

export const setStatusBody: Parser<SetStatusBody> = checked(
  object<SetStatusBody>({
    declarant: declarantId,
    status: declarantStatus,
    reason,
    mergedInto: optional(declarantId),
  }),
  ({ declarant, status, mergedInto }) => {
    if ((status === 'merged') !== (mergedInto !== undefined)) {
      return [{ path: '/mergedInto', problem: 'belongs to status merged, and only to it' }];
    }
    return mergedInto === declarant ? [{ path: '/mergedInto', problem: 'must be another declarant' }] : [];
  },
);

export const mandateBody: Parser<MandateBody> = checked(
  object<MandateBody>({
    mandate: mandateId,
    from: declarantId,
    to: declarantId,
    scope: set(entryId, { min: 1, max: 100 }),
    actions: set(oneOf<MandateAction>('declare', 'amend', 'withdraw', 'apply', 'consent'), {
      min: 1,
      max: 5,
    }),
    validUntil: timestamp,
  }),
  ({ from, to }) => (from === to ? [{ path: '/to', problem: 'must be another declarant' }] : []),
);

/** The act's own target says what ends; the contract compares. */
export const endBody = object<EndBody>({
  target: string({
    min: 1,
    max: 64,
    pattern: /^[a-z]-[0-9a-f]{32}$/,
    form: 'an identifier such as m-…, c-… or a-…',
  }),
  reason: optional(reason),
});
