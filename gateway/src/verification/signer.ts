import {
  agencyHasRole,
  agencyKeyAt,
  fail,
  keyId,
  keysAt,
  mandateCovers,
  parseAct,
  parseBody,
  splitActor,
  verifyAct,
  verifyParsedAct,
  type Act,
  type AgencyRecord,
  type BodyOf,
  type DeclarantId,
  type DeclarantRecord,
  type EntryId,
  type MandateAction,
  type RoleName,
  type RoleScope,
  type SignedAct,
  type Timestamp,
} from '@onceledger/chaincode/domain';
import { genuine, type World } from './world.js';

/** Who signed, as the validated state has him. */
export type Party =
  | { readonly agency: AgencyRecord; readonly declarant?: never }
  | { readonly declarant: DeclarantRecord; readonly agency?: never };

export interface VerifiedAct {
  readonly act: Act;
  readonly signed: SignedAct;
  readonly party: Party;
}

/** Signature by a key that was the actor's when he signed, for this ledger. @throws ACT_…, NOT_VERIFIED */
export async function verifySigned(world: World, signed: SignedAct): Promise<VerifiedAct> {
  const act = parseAct(signed.jws);
  return verifyByParty(world, signed, await partyOf(world, act.payload.actor), act);
}

/** The same where the actor's record is at hand. */
export function verifyByParty(
  { ledger, verifier }: Pick<World, 'ledger' | 'verifier'>,
  signed: SignedAct,
  party: Party,
  act = parseAct(signed.jws),
): VerifiedAct {
  const { header, payload } = act;
  if (payload.ledger !== ledger) throw fail('ACT_LEDGER', `${payload.act} was signed for another ledger`);
  const key =
    party.agency === undefined
      ? keysAt(party.declarant, payload.issuedAt).find(({ kid }) => kid === header.kid)
      : agencyKeyAt(party.agency, header.kid, payload.issuedAt, 'sign');
  if (key === undefined)
    throw fail('ACT_KEY', `${header.kid} was no key of ${payload.actor} at ${payload.issuedAt}`);
  return { act: verifyParsedAct(act, signed.body, key.jwk, verifier), party, signed };
}

async function partyOf(world: World, actor: Act['payload']['actor']): Promise<Party> {
  const { agency, declarant } = splitActor(actor);
  return agency === undefined
    ? { declarant: await genuine(world, 'declarant', declarant) }
    : { agency: await genuine(world, 'agency', agency) };
}

/** An enrol act inside another: signed by the key that it asks for. */
export function verifyEnrolment(
  world: Pick<World, 'ledger' | 'verifier'>,
  signed: SignedAct,
  declarant: DeclarantId,
): BodyOf<'declarant.enrol'> {
  const body = parseBody('declarant.enrol', signed.body);
  const { payload } = verifyAct(signed, body.key, world.verifier);
  if (payload.act !== 'declarant.enrol' || payload.ledger !== world.ledger || body.declarant !== declarant)
    throw fail('ACT_TARGET', `no enrolment of ${declarant} on this ledger`);
  return body;
}

/** @throws ROLE_REQUIRED where a declarant or an agency without the role signed */
export function requireRole({ party }: VerifiedAct, role: RoleName, scope: RoleScope = {}): void {
  if (party.agency === undefined || !agencyHasRole(party.agency, role, scope))
    throw fail('ROLE_REQUIRED', `the signer is no ${role}`);
}

/** @throws ACTOR_DENIED */
export function requireAgency({ party }: VerifiedAct, code: string): void {
  if (party.agency?.agency.code !== code) throw fail('ACTOR_DENIED', `only ${code} may sign this`);
}

export interface Delegable {
  readonly action: MandateAction;
  readonly entries: readonly EntryId[];
  readonly at: Timestamp;
}

/** The declarant himself, or an agent under a mandate that covers it. @throws ACTOR_DENIED, MANDATE_INVALID */
export async function requireDeclarant(
  world: World,
  { act, party }: VerifiedAct,
  declarant: DeclarantId,
  delegable?: Delegable,
): Promise<void> {
  const { mandate } = act.payload;
  if (party.declarant === undefined) throw fail('ACTOR_DENIED', `only ${declarant} may sign this`);
  if (party.declarant.declarant === declarant && mandate === undefined) return;
  if (mandate === undefined || delegable === undefined)
    throw fail('ACTOR_DENIED', `only ${declarant} may sign this`);
  const record = await genuine(world, 'mandate', mandate);
  const { action, entries, at } = delegable;
  const fits =
    record.mandate.from === declarant &&
    record.mandate.to === party.declarant.declarant &&
    entries.some((entry) => mandateCovers(record, { action, entry, at }));
  if (!fits) throw fail('MANDATE_INVALID', `${mandate} does not cover ${action}`);
}

/** A second agency's word inside a recovery. */
export async function verifySupport(
  world: World,
  signed: SignedAct,
  { declarant, key }: BodyOf<'declarant.recover'>,
  registrar: AgencyRecord | undefined,
): Promise<void> {
  const support = await verifySigned(world, signed);
  const body = parseBody('declarant.recover-support', signed.body);
  const supporter = support.party.agency?.agency.organization;
  const fits =
    support.act.payload.act === 'declarant.recover-support' &&
    body.declarant === declarant &&
    body.key === keyId(key) &&
    supporter !== undefined &&
    supporter !== registrar?.agency.organization;
  if (!fits) throw fail('ACTOR_DENIED', 'the recovery has no support of a second agency');
}
