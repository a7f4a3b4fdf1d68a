import {
  fail,
  needsBlinding,
  parseSalt,
  randomId,
  type ApplicationBody,
  type ApplicationId,
  type CatalogueRecord,
  type ConsentBody,
  type ConsentId,
  type DeclarantId,
  type EntryId,
  type ItemBody,
  type JsonValue,
  type MandateBody,
  type MandateId,
  type OrganizationId,
  type Outcome,
  type Plan,
} from '@onceledger/chaincode/domain';
import { randomBytes } from 'node:crypto';
import type { Committed, SubmitOptions } from '../ledger/ledger.js';
import { blindedOptions, keepActs } from './blinded.js';
import type { Context } from './context.js';
import { custodiansOf } from './custodians.js';
import { endBlinded } from './ending.js';
import { parsePlan } from './parse-plan.js';
import { randomSalt, sign } from './sign.js';
import type { Acting, Wishes } from './types.js';

type Answer = Committed<Outcome>;

export async function planItem({ ledger }: Context, item: EntryId, declarant: DeclarantId): Promise<Plan> {
  const answer: JsonValue = await ledger.query('readings:plan', [item, declarant]);
  return parsePlan(answer);
}

/** The declarant's signed wish: what the item reads of him, and nothing beyond. */
export async function apply(
  context: Context,
  item: EntryId,
  declarant: DeclarantId,
  acting: Acting,
): Promise<Answer & { readonly application: ApplicationId }> {
  const { record } = await context.records.entry(item);
  const entry = itemBodyOf(record);
  const application = randomId<ApplicationId>('a', randomBytes);
  const body: ApplicationBody = {
    application,
    asked: entry.asks.length,
    declarant,
    item: record.ref,
    reads: entry.reads.map(({ claims, type }) => ({ claims, type })),
    salt: parseSalt(randomSalt()),
  };
  const act = await sign(context, { act: 'application.apply', body, target: application }, acting);
  const types = entry.reads.map(({ type }) => type);
  const options = await optionsFor(context, declarant, entry, () => partiesOf(context, entry.agency, types));
  const committed = await context.ledger.submit(act, options);
  if (options.blinded === true)
    await keepActs(context.database, { acts: [act], id: application, kind: 'application' });
  return { ...committed, application };
}

export async function grantConsent(
  context: Context,
  input: Parameters<Wishes['grantConsent']>[0],
  acting: Acting,
): Promise<Answer & { readonly consent: ConsentId }> {
  const consent = randomId<ConsentId>('c', randomBytes);
  const body: ConsentBody = {
    ...input,
    claims: [...input.claims].sort(),
    consent,
    salt: parseSalt(randomSalt()),
  };
  const act = await sign(context, { act: 'consent.grant', body, target: consent }, acting);
  const entry = itemBodyOf((await context.records.entry(input.item)).record);
  const parties = () => partiesOf(context, input.requester, [input.type]);
  const options = await optionsFor(context, input.declarant, entry, parties);
  const committed = await context.ledger.submit(act, options);
  if (options.blinded === true)
    await keepActs(context.database, { acts: [act], id: consent, kind: 'consent' });
  return { ...committed, consent };
}

export async function endConsent(
  context: Context,
  id: ConsentId,
  reason: string | undefined,
  acting: Acting,
): Promise<Answer> {
  const { digest: previous, record } = await context.records.consent(id);
  const body = { target: id, ...(reason === undefined ? {} : { reason }) };
  const act = await sign(context, { act: 'consent.revoke', body, previous, target: id }, acting);
  return 'blinded' in record ? endBlinded(context, record, act) : context.ledger.submit(act);
}

export async function endApplication(
  context: Context,
  id: ApplicationId,
  reason: string | undefined,
  acting: Acting,
): Promise<Answer> {
  const { digest: previous, record } = await context.records.application(id);
  const body = { target: id, ...(reason === undefined ? {} : { reason }) };
  const act = await sign(context, { act: 'application.close', body, previous, target: id }, acting);
  return 'blinded' in record ? endBlinded(context, record, act) : context.ledger.submit(act);
}

export async function grantMandate(
  context: Context,
  input: Omit<MandateBody, 'mandate'>,
  acting: Acting,
): Promise<Answer & { readonly mandate: MandateId }> {
  const mandate = randomId<MandateId>('m', randomBytes);
  const act = await sign(
    context,
    { act: 'mandate.grant', body: { ...input, mandate }, target: mandate },
    acting,
  );
  return { ...(await context.ledger.submit(act)), mandate };
}

export async function endMandate(
  context: Context,
  id: MandateId,
  reason: string | undefined,
  acting: Acting,
): Promise<Answer> {
  const { digest: previous } = await context.records.mandate(id);
  const body = { target: id, ...(reason === undefined ? {} : { reason }) };
  return context.ledger.submit(
    await sign(context, { act: 'mandate.revoke', body, previous, target: id }, acting),
  );
}

export function itemBodyOf({ entry }: CatalogueRecord): ItemBody {
  if (entry.kind !== 'item') throw fail('INPUT_INVALID', `${entry.id} is not a service item`);
  return entry.body;
}

async function optionsFor(
  context: Context,
  declarant: DeclarantId,
  item: ItemBody,
  parties: () => Promise<readonly OrganizationId[]>,
): Promise<SubmitOptions> {
  return needsBlinding(declarant, item) ? blindedOptions(context, [], await parties()) : {};
}

/** Organizations of the item's agency and of the custodians of what it reads. */
async function partiesOf(
  context: Context,
  agency: string,
  types: readonly EntryId[],
): Promise<readonly OrganizationId[]> {
  const { record } = await context.records.agency(agency);
  const custodians = await custodiansOf(context, types);
  return [...new Set([record.agency.organization, ...custodians])].sort();
}
