import {
  agencyHasRole,
  declarantKindOf,
  digestOf,
  fail,
  keyId,
  parseAct,
  regionOf,
  splitActor,
  splitEntryRef,
  type CatalogueRecord,
  type DeclarantId,
} from '@onceledger/chaincode/domain';
import { toJson } from '../services/json.js';
import { asKind, hold, same, type Judge, type Judged } from './judgement.js';
import { requireDeclarant, requireRole, verifyEnrolment, verifySupport, type VerifiedAct } from './signer.js';

export const amendAgency: Judge<'agency.amend'> = (judged) => {
  requireRole(judged, 'supervisor', { region: judged.body.region });
  hold(same(asKind(judged.next, 'agency').agency, judged.body), 'the agency');
};

export const fileEntry: Judge<'catalogue.file'> = (judged) => {
  const next = asKind(judged.next, 'catalogue-entry');
  const { agency } = judged.party;
  if (agency === undefined) throw fail('ACTOR_DENIED', 'an agency files');
  const { entry } = judged.body;
  const owner =
    entry.kind === 'element' ? undefined : entry.kind === 'type' ? entry.body.provider : entry.body.agency;
  const may =
    owner === undefined
      ? agencyHasRole(agency, 'provider') || agencyHasRole(agency, 'requester')
      : agency.agency.code === owner;
  if (!may) requireRole(judged, 'supervisor');
  hold(next.status === 'filed' && same(next.entry, entry) && isDigestRight(next), 'the entry');
};

/** Of the entry itself, or of the version that it replaces, which the same act retires. */
export const approveEntry: Judge<'catalogue.approve'> = (judged) => {
  const next = asKind(judged.next, 'catalogue-entry');
  const { agency } = judged.party;
  if (agency === undefined) throw fail('ACTOR_DENIED', 'an agency approves');
  const supervises = agencyHasRole(agency, 'supervisor');
  if (next.ref !== judged.body.ref) {
    const newer = splitEntryRef(judged.body.ref);
    hold(supervises && newer.id === next.entry.id && newer.version > next.entry.version, 'a retirement');
    hold(next.status === 'retired', 'the status');
    return;
  }
  hold(judged.body.digest === next.digest && isDigestRight(next), 'the entry');
  const approvers = next.entry.kind === 'item' ? next.entry.body.approvedBy : [];
  if (!supervises) {
    hold(approvers.includes(agency.agency.code) && next.status === 'filed', 'an approval');
    return;
  }
  const signed = next.acts
    .map(({ jws }) => parseAct(jws).payload)
    .filter(({ act }) => act === 'catalogue.approve');
  const missing = approvers.filter((code) => !signed.some(({ actor }) => splitActor(actor).agency === code));
  hold(missing.length === 0 && next.status === 'effective', 'the status');
};

export const retireEntry: Judge<'catalogue.retire'> = (judged) => {
  const next = asKind(judged.next, 'catalogue-entry');
  const filer = next.acts[0] === undefined ? undefined : parseAct(next.acts[0].jws).payload.actor;
  if (judged.act.payload.actor !== filer) requireRole(judged, 'supervisor');
  hold(next.ref === judged.body.ref && next.status === 'retired', 'the status');
};

function isDigestRight({ digest, entry }: CatalogueRecord): boolean {
  return digest === digestOf(toJson(entry));
}

export const vouch: Judge<'declarant.vouch'> = (judged) => {
  const next = asKind(judged.next, 'declarant');
  requireRegistrar(judged, next.declarant);
  const enrolled = verifyEnrolment(judged.world, judged.body.request, next.declarant);
  const [key, ...others] = next.keys;
  hold(others.length === 0 && key?.kid === keyId(enrolled.key), 'the key');
  hold(
    next.status === 'active' && next.name === enrolled.name && next.parent === enrolled.parent,
    'the declarant',
  );
};

export const rotate: Judge<'declarant.rotate'> = async (judged) => {
  const next = asKind(judged.next, 'declarant');
  await requireDeclarant(judged.world, judged, next.declarant);
  verifyEnrolment(judged.world, judged.body.proof, next.declarant);
  hold(next.keys.at(-1)?.kid === keyId(judged.body.key), 'the key');
  keepsKeys(judged, 1);
};

export const recover: Judge<'declarant.recover'> = async (judged) => {
  const next = asKind(judged.next, 'declarant');
  requireRegistrar(judged, next.declarant);
  verifyEnrolment(judged.world, judged.body.proof, next.declarant);
  await verifySupport(judged.world, judged.body.support, judged.body, judged.party.agency);
  hold(
    next.recovery?.key.kid === keyId(judged.body.key) && next.recovery.key.recovered === true,
    'the recovery',
  );
  keepsKeys(judged, 0);
};

export const stopRecovery: Judge<'declarant.stop-recovery'> = async (judged) => {
  const next = asKind(judged.next, 'declarant');
  await requireDeclarant(judged.world, judged, next.declarant);
  hold(next.recovery === undefined, 'the recovery');
  keepsKeys(judged, 0);
};

export const setStatus: Judge<'declarant.set-status'> = (judged) => {
  const next = asKind(judged.next, 'declarant');
  requireRegistrar(judged, next.declarant);
  hold(next.status === judged.body.status && next.mergedInto === judged.body.mergedInto, 'the status');
  keepsKeys(judged, 0);
};

export const grantMandate: Judge<'mandate.grant'> = async (judged) => {
  const next = asKind(judged.next, 'mandate');
  await requireDeclarant(judged.world, judged, judged.body.from);
  hold(next.status === 'active' && same(next.mandate, judged.body), 'the mandate');
};

export const revokeMandate: Judge<'mandate.revoke'> = async (judged) => {
  const next = asKind(judged.next, 'mandate');
  const former = asKind(judged.former, 'mandate');
  const isAgent = judged.party.declarant?.declarant === former.mandate.to;
  await requireDeclarant(judged.world, judged, isAgent ? former.mandate.to : former.mandate.from);
  hold(next.status === 'revoked' && same(next.mandate, former.mandate), 'the mandate');
};

function requireRegistrar(judged: VerifiedAct, declarant: DeclarantId): void {
  requireRole(judged, 'registrar', {
    declarantKind: declarantKindOf(declarant),
    region: regionOf(declarant),
  });
}

/** Former keys stay, and so many are new; a recovery that took effect by time becomes one of them. */
function keepsKeys({ former, next }: Judged, added: number): void {
  const before = asKind(former, 'declarant');
  const after = asKind(next, 'declarant');
  const ids = new Set(after.keys.map(({ kid }) => kid));
  const settled = before.recovery !== undefined && ids.has(before.recovery.key.kid) ? 1 : 0;
  const kept = before.keys.every(({ kid }) => ids.has(kid));
  hold(kept && ids.size === before.keys.length + settled + added, 'the key history');
}
