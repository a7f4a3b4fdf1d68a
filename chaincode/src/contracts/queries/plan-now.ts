import {
  ACTIVE,
  declarationStatusAt,
  parseApplicationRecord,
  parseConsentRecord,
  parseDeclarationRecord,
  plan,
  type ApplicationRecord,
  type ConsentRecord,
  type DeclarantId,
  type DeclarationRecord,
  type EntryId,
  type Plan,
  type PlanFacts,
  type PlanSource,
} from '../../domain/index.js';
import { agencyKey, custodyKey, declarantKey, type LedgerTransaction } from '../../ledger/index.js';
import { isBlinded, type Blindable } from '../blinding.js';
import { statusAnywhere } from '../ending.js';
import { effectiveItem, findEffective, typeAt } from '../entries.js';
import { grantIn, wishIn } from '../reading-facts.js';
import { openForQuery } from './authorize-now.js';

/**
 * What the item would read of this declarant now, and what stands in the way. Applications and consents are those in the
 * open and the blinded ones that the transient evidence, or the client's own organization, can open.
 */
export async function planNow(
  transaction: LedgerTransaction,
  item: EntryId,
  declarant: DeclarantId,
): Promise<Plan> {
  const { record, body } = await effectiveItem(transaction, item);
  const agency = (await transaction.state.find(agencyKey(body.agency)))?.value;
  const sources: PlanSource[] = [];
  for (const { type } of body.reads) {
    const source = await sourceOf(transaction, type, declarant);
    if (source !== undefined) sources.push(source);
  }
  return plan({
    now: transaction.time,
    item: record,
    ...(agency === undefined ? {} : { agency }),
    declarant: (await transaction.state.get(declarantKey(declarant))).value,
    sources,
    applications: await applicationsOf(transaction, declarant),
    consents: await consentsOf(transaction, item, declarant),
  });
}

async function sourceOf(
  transaction: LedgerTransaction,
  id: EntryId,
  declarant: DeclarantId,
): Promise<PlanSource | undefined> {
  const declaration = await declarationOf(transaction, id, declarant);
  if (declaration === undefined) {
    const type = await findEffective(transaction, id);
    return type === undefined ? undefined : { type };
  }
  const { record: type, body } = await typeAt(transaction, declaration.type);
  const provider = (await transaction.state.find(agencyKey(body.provider)))?.value;
  const custody = (await transaction.state.find(custodyKey(declaration.id, declaration.version)))?.value;
  return {
    type,
    declaration,
    ...(provider === undefined ? {} : { provider }),
    ...(custody === undefined ? {} : { custody }),
  };
}

/** Of several, told apart by discriminators, the first active one; otherwise the first. */
async function declarationOf(
  { state, time }: LedgerTransaction,
  type: EntryId,
  declarant: DeclarantId,
): Promise<DeclarationRecord | undefined> {
  let first: DeclarationRecord | undefined;
  for await (const { value } of state.scan('declaration', [declarant, type], parseDeclarationRecord)) {
    if (ACTIVE.includes(declarationStatusAt(value, time))) return value;
    first ??= value;
  }
  return first;
}

async function applicationsOf(
  transaction: LedgerTransaction,
  declarant: DeclarantId,
): Promise<PlanFacts['applications']> {
  const found: PlanFacts['applications'][number][] = [];
  for await (const { value } of transaction.state.scan<ApplicationRecord>(
    'application',
    [],
    parseApplicationRecord,
  )) {
    const body = await opened(transaction, value, wishIn);
    if (body?.declarant === declarant) found.push({ body, status: await statusAnywhere(transaction, value) });
  }
  return found;
}

async function consentsOf(
  transaction: LedgerTransaction,
  item: EntryId,
  declarant: DeclarantId,
): Promise<PlanFacts['consents']> {
  const found: PlanFacts['consents'][number][] = [];
  for await (const { value } of transaction.state.scan<ConsentRecord>('consent', [], parseConsentRecord)) {
    const body = await opened(transaction, value, grantIn);
    if (body?.declarant === declarant && body.item === item)
      found.push({ body, status: await statusAnywhere(transaction, value) });
  }
  return found;
}

/** Undefined where it is blinded and this client is no party to it. */
async function opened<Body>(
  transaction: LedgerTransaction,
  record: Blindable,
  read: (record: Blindable, open: (one: Blindable) => ReturnType<typeof openForQuery>) => Promise<Body>,
): Promise<Body | undefined> {
  if (isBlinded(record) && !record.parties.includes(transaction.organization)) {
    if (transaction.transient.evidence(record.id) === undefined) return undefined;
  }
  return await read(record, (one) => openForQuery(transaction, one));
}
