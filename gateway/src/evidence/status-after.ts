import { agencyHasRole, fail, parseAct, parseBody, type AnyRecord } from '@onceledger/chaincode/domain';
import type { VerifiedAct } from '../verification/signer.js';

type StatusOf = (verified: VerifiedAct, former: AnyRecord | undefined) => string;

/** Acts whose outcome depends on more than their name. */
const JUDGED: Readonly<Partial<Record<string, StatusOf>>> = {
  'catalogue.approve': ({ party }) =>
    party.agency !== undefined && agencyHasRole(party.agency, 'supervisor') ? 'effective' : 'filed',
  'declaration.amend': ({ signed }) => begun(parseBody('declaration.amend', signed.body)),
  'declaration.declare': ({ signed }) => begun(parseBody('declaration.declare', signed.body)),
  'declaration.reinstate': (_verified, former) => (wasAttested(former) ? 'attested' : 'declared'),
  'reading.answer': ({ signed }) => parseBody('reading.answer', signed.body).decision,
};

/** Of every other act: the status that it always leads to. */
const STATUSES: Readonly<Partial<Record<string, string>>> = {
  'application.apply': 'open',
  'application.close': 'closed',
  'catalogue.file': 'filed',
  'catalogue.retire': 'retired',
  'consent.grant': 'active',
  'consent.revoke': 'revoked',
  'declaration.attest': 'attested',
  'declaration.refuse': 'refused',
  'declaration.revoke': 'revoked',
  'declaration.suspend': 'suspended',
  'declaration.withdraw': 'withdrawn',
  'mandate.grant': 'active',
  'mandate.revoke': 'revoked',
  'reading.request': 'requested',
};

/** The status to which an act leads. @throws ACT_TARGET where the act is none of such a record's */
export function statusAfter(
  verified: VerifiedAct,
  former: AnyRecord | undefined,
  { kind }: AnyRecord,
): string {
  const { act } = verified.act.payload;
  const status = JUDGED[act]?.(verified, former) ?? STATUSES[act];
  if (status === undefined) throw fail('ACT_TARGET', `${act} belongs to no ${kind}`);
  return status;
}

function begun({ origin }: { readonly origin: string }): string {
  return origin === 'agency' ? 'attested' : 'declared';
}

function wasAttested(former: AnyRecord | undefined): boolean {
  if (former?.kind !== 'declaration') return false;
  return (
    former.origin === 'agency' ||
    former.acts.some(({ jws }) => parseAct(jws).payload.act === 'declaration.attest')
  );
}
