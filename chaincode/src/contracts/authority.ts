import {
  agencyHasRole,
  fail,
  mandateCovers,
  type ActKind,
  type AgencyRecord,
  type AnyRecord,
  type DeclarantId,
  type DeclarantRecord,
  type EntryId,
  type MandateAction,
  type RoleName,
  type RoleScope,
} from '../domain/index.js';
import { declarantKey, mandateKey, type LedgerTransaction } from '../ledger/index.js';
import type { Call } from './call.js';

type SomeCall = Pick<Call<ActKind, AnyRecord>, 'actor' | 'act' | 'transaction' | 'now'>;

/** @throws ACTOR_DENIED where a declarant signed */
export function assertAgency({ actor }: Pick<SomeCall, 'actor'>): AgencyRecord {
  if (actor.agency === undefined) throw fail('ACTOR_DENIED', 'this is for agencies');
  return actor.agency;
}

/** @throws ACTOR_DENIED, ROLE_REQUIRED naming role and scope */
export function assertRole(
  call: Pick<SomeCall, 'actor'>,
  role: RoleName,
  scope: RoleScope = {},
): AgencyRecord {
  const agency = assertAgency(call);
  if (agencyHasRole(agency, role, scope)) return agency;
  const limits = [scope.type, scope.region, scope.declarantKind]
    .filter((limit) => limit !== undefined)
    .join(', ');
  throw fail('ROLE_REQUIRED', `${agency.agency.code} is no ${role}${limits === '' ? '' : ` for ${limits}`}`);
}

/** @throws ACTOR_DENIED where another agency, or a declarant, signed */
export function assertThisAgency(call: Pick<SomeCall, 'actor'>, code: string, what: string): AgencyRecord {
  const agency = assertAgency(call);
  if (agency.agency.code !== code) throw fail('ACTOR_DENIED', `only ${what} ${code} may do this`);
  return agency;
}

/** What a mandate must cover: an action on a type or item, or on either of two. */
export interface Delegable {
  readonly action: MandateAction;
  readonly entries: readonly EntryId[];
}

/**
 * That the declarant himself signed, or an agent under his mandate who is that mandate's own agent. Without `delegable` no
 * mandate will do. @throws ACTOR_DENIED, MANDATE_INVALID, DECLARANT_INACTIVE where the declarant whom the agent acts for is not active
 */
export async function assertDeclarant(
  call: SomeCall,
  declarant: DeclarantId,
  delegable?: Delegable,
): Promise<DeclarantRecord> {
  const { actor, act, transaction } = call;
  if (actor.declarant === undefined) throw fail('ACTOR_DENIED', `only ${declarant} may do this`);
  if (actor.declarant.declarant === declarant && act.payload.mandate === undefined) return actor.declarant;
  await assertMandate(call, actor.declarant.declarant, declarant, delegable);
  return await activeDeclarant(transaction, declarant);
}

/** @throws NOT_FOUND, DECLARANT_INACTIVE */
export async function activeDeclarant(
  transaction: LedgerTransaction,
  id: DeclarantId,
): Promise<DeclarantRecord> {
  const { value } = await transaction.state.get(declarantKey(id));
  assertActive(value);
  return value;
}

export function assertActive({ declarant, status }: DeclarantRecord): void {
  if (status !== 'active') throw fail('DECLARANT_INACTIVE', `${declarant} is ${status}`);
}

async function assertMandate(
  { act, transaction, now }: SomeCall,
  agent: DeclarantId,
  declarant: DeclarantId,
  delegable: Delegable | undefined,
): Promise<void> {
  const id = act.payload.mandate;
  if (id === undefined)
    throw fail('ACTOR_DENIED', `only ${declarant}, or an agent under a mandate, may do this`);
  if (delegable === undefined) throw fail('MANDATE_INVALID', 'nobody can be mandated to do this');
  const record = (await transaction.state.find(mandateKey(id)))?.value;
  if (record?.mandate.from !== declarant || record.mandate.to !== agent) {
    throw fail('MANDATE_INVALID', `${id} is no mandate of ${declarant} for ${agent}`);
  }
  const { action, entries } = delegable;
  if (!entries.some((entry) => mandateCovers(record, { action, entry, at: now }))) {
    throw fail('MANDATE_INVALID', `${id} does not cover ${action} of ${entries.join(' or ')} now`);
  }
}
