import {
  ACTS,
  agencyKeyAt,
  fail,
  keysAt,
  splitActor,
  type Act,
  type ActKind,
  type AgencyRecord,
  type AnyRecord,
  type DeclarantRecord,
  type PublicJwk,
  type Timestamp,
} from '../domain/index.js';
import {
  agencyKey,
  declarantKey,
  verifySignature,
  type AcceptedAct,
  type LedgerTransaction,
  type StateKey,
} from '../ledger/index.js';
import type { Party, Rule, Services } from './call.js';

/** Whose act it is, proven by his key of the time at which he signed. */
export interface Signer {
  readonly party: Party;
  readonly key: PublicJwk;
}

/** @throws ACT_KEY where the actor or the key was not on the ledger then, ACT_SIGNATURE */
export async function authenticate(
  services: Services,
  transaction: LedgerTransaction,
  act: AcceptedAct,
): Promise<Signer> {
  const party = await partyOf(transaction, act);
  const key = keyOf(party, act, act.payload.issuedAt);
  if (key === undefined) throw noKey(act, act.payload.issuedAt);
  await verifySignature(act, key, services.verifier);
  return { party, key };
}

/** A key rotated, recovered or stopped since it signed does not speak any more. @throws ACT_KEY */
export function assertKeyCurrent({ party }: Signer, act: Act, now: Timestamp): void {
  if (keyOf(party, act, now) === undefined) throw noKey(act, now);
}

/**
 * That such a party performs such acts at all, and through this organization. @throws ACTOR_DENIED, MANDATE_INVALID,
 * DECLARANT_INACTIVE, ORGANIZATION_DENIED
 */
export function assertActor<Kind extends ActKind, Record extends AnyRecord>(
  { agency, declarant }: Party,
  rule: Rule<Kind, Record>,
  act: Act,
  transaction: LedgerTransaction,
): void {
  const { signer } = ACTS[rule.act];
  if (agency !== undefined) {
    if (act.payload.mandate !== undefined) throw fail('MANDATE_INVALID', 'an agency acts under no mandate');
    if (signer === 'declarant') throw fail('ACTOR_DENIED', `${rule.act} is a declarant's act`);
    if (agency.agency.status !== 'active')
      throw fail('ACTOR_DENIED', `agency ${agency.agency.code} is closed`);
    if (agency.agency.organization !== transaction.organization) {
      throw fail('ORGANIZATION_DENIED', `${agency.agency.code} is hosted by ${agency.agency.organization}`);
    }
    return;
  }
  if (signer === 'agency') throw fail('ACTOR_DENIED', `${rule.act} is an agency's act`);
  if (declarant.status !== 'active' && rule.whateverStatus !== true) {
    throw fail('DECLARANT_INACTIVE', `${declarant.declarant} is ${declarant.status}`);
  }
}

/** Where the actor stands. */
export function actorKey({ payload }: Act): StateKey<AgencyRecord | DeclarantRecord> {
  const { agency, declarant } = splitActor(payload.actor);
  return agency === undefined ? declarantKey(declarant) : agencyKey(agency);
}

async function partyOf({ state }: LedgerTransaction, { payload }: Act): Promise<Party> {
  const { agency: code, declarant: id } = splitActor(payload.actor);
  if (code !== undefined) {
    const agency = await state.find(agencyKey(code));
    if (agency !== undefined) return { agency: agency.value };
  } else {
    const declarant = await state.find(declarantKey(id));
    if (declarant !== undefined) return { declarant: declarant.value };
  }
  throw fail('ACT_KEY', `${payload.actor} is not on this ledger`);
}

function keyOf({ agency, declarant }: Party, { header: { kid } }: Act, at: Timestamp): PublicJwk | undefined {
  if (agency !== undefined) return agencyKeyAt(agency, kid, at, 'sign')?.jwk;
  return keysAt(declarant, at).find((key) => key.kid === kid)?.jwk;
}

function noKey({ payload, header }: Act, at: Timestamp): Error {
  return fail('ACT_KEY', `${header.kid} was no key of ${payload.actor} at ${at}`);
}
