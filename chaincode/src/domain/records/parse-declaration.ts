import { splitDeclarationId, splitEntryRef } from '../identifiers/index.js';
import type { ActKind } from '../operations.js';
import type { Fault } from '../json.js';
import {
  array,
  boolean,
  checked,
  integer,
  object,
  oneOf,
  optional,
  record,
  type Parser,
} from '../parse/index.js';
import type { Origin } from './catalogue.js';
import type {
  ClearBody,
  CustodyBody,
  DeclarationBody,
  DeclarationStatus,
  ResealBody,
  SealedPart,
  StatusBody,
  Wrap,
} from './declaration.js';
import {
  MAX_CLAIMS,
  actor,
  base64url,
  claimPath,
  commitment,
  compactJwe,
  declarantId,
  declarationId,
  digest,
  entryRef,
  format1,
  keyIdentifier,
  readingId,
  reads,
  reason,
  saltedClaims,
  timestamp,
  version,
} from './parse-common.js';

/** Ciphertext of a sealed part, bytes. */
export const MAX_SEALED_BYTES = 256 * 1024;

export const origin = oneOf<Origin>('self', 'agency', 'assisted');
export const declarationStatus = oneOf<DeclarationStatus>(
  'declared',
  'attested',
  'refused',
  'suspended',
  'withdrawn',
  'revoked',
  'expired',
);

export const declarationBody: Parser<DeclarationBody> = checked(
  object<DeclarationBody>({
    declaration: declarationId,
    declarant: declarantId,
    type: entryRef,
    version,
    origin,
    clear: saltedClaims,
    leaves: record(claimPath, digest, { max: MAX_CLAIMS }),
    commitment,
    sealed: boolean,
    evidence: optional(digest),
    validFrom: optional(timestamp),
    validUntil: optional(timestamp),
  }),
  (body) => [...identifierFaults(body), ...claimFaults(body), ...otherFaults(body)],
);

function identifierFaults({ declaration, declarant, type }: DeclarationBody): Fault[] {
  const parts = splitDeclarationId(declaration);
  return [
    ...(parts.declarant === declarant
      ? []
      : [{ path: '/declarant', problem: 'is not the one in the identifier' }]),
    ...(parts.type === splitEntryRef(type).id
      ? []
      : [{ path: '/type', problem: 'is not the one in the identifier' }]),
  ];
}

function claimFaults({ clear, leaves, sealed }: DeclarationBody): Fault[] {
  const twice = Object.keys(clear).filter((path) => Object.hasOwn(leaves, path));
  const faults: Fault[] = twice.map((path) => ({
    path: `/leaves/${path}`,
    problem: 'stands in clear as well',
  }));
  if (sealed && Object.keys(leaves).length === 0)
    faults.push({ path: '/sealed', problem: 'has no leaves to go with' });
  return faults;
}

function otherFaults({ origin: from, evidence, validFrom, validUntil }: DeclarationBody): Fault[] {
  const faults: Fault[] = [];
  if ((from === 'assisted') !== (evidence !== undefined)) {
    faults.push({ path: '/evidence', problem: 'belongs to origin assisted, and only to it' });
  }
  if (validFrom !== undefined && validUntil !== undefined && validUntil <= validFrom) {
    faults.push({ path: '/validUntil', problem: 'must be later than validFrom' });
  }
  return faults;
}

const statusForm = object<StatusBody>({
  declaration: declarationId,
  version,
  commitment,
  reason: optional(reason),
  reading: optional(readingId),
  basis: optional(oneOf('register', 'review')),
});
const NEEDS_REASON: readonly ActKind[] = ['declaration.refuse', 'declaration.suspend', 'declaration.revoke'];
const MAY_CITE: readonly ActKind[] = ['declaration.attest', 'declaration.refuse'];

/** `StatusBody` as the act `kind` needs it. */
export function statusBody(kind: ActKind): Parser<StatusBody> {
  return checked(statusForm, (body) => {
    const faults: Fault[] = [];
    if (NEEDS_REASON.includes(kind) && body.reason === undefined)
      faults.push({ path: '/reason', problem: 'is missing' });
    if (!MAY_CITE.includes(kind) && body.reading !== undefined) {
      faults.push({ path: '/reading', problem: 'belongs to attest and refuse only' });
    }
    if (kind !== 'declaration.attest' && body.basis !== undefined) {
      faults.push({ path: '/basis', problem: 'belongs to attest only' });
    }
    return faults;
  });
}

const wrap = object<Wrap>({ owner: actor, kid: keyIdentifier, jwe: compactJwe(4096) });

export const sealedPart: Parser<SealedPart> = object<SealedPart>({
  format: format1,
  suite: oneOf('A256GCM'),
  iv: base64url(12, 12),
  ciphertext: base64url(2, MAX_SEALED_BYTES),
  tag: base64url(16, 16),
  wraps: array(wrap, { min: 1, max: 16, unique: ({ owner, kid }) => `${owner} ${kid}` }),
});

export const clearBody: Parser<ClearBody> = object<ClearBody>({ clear: saltedClaims });

export const custodyBody: Parser<CustodyBody> = checked(
  object<CustodyBody>({
    declaration: declarationId,
    version: integer(1, 999_999),
    state: oneOf('held', 'unopenable'),
    reason: optional(oneOf('NO_KEY', 'DECRYPTION', 'COMMITMENT', 'SCHEMA', 'MISSING')),
  }),
  (body) =>
    (body.state === 'unopenable') === (body.reason !== undefined)
      ? []
      : [{ path: '/reason', problem: 'belongs to state unopenable, and only to it' }],
);

export const resealBody = object<ResealBody>({
  declaration: declarationId,
  version,
  cause: oneOf('held', 'rotation', 'recovery', 'merger', 'algorithm'),
});

export const parseSealedPart = reads(sealedPart);
export const parseClearBody = reads(clearBody);
