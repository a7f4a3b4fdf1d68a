import {
  fail,
  millisecondsOf,
  needsBlinding,
  splitDeclarationId,
  timestampOf,
  type ItemBody,
  type ReadingRecord,
  type RequestBody,
} from '../../domain/index.js';
import { agencyKey, readingKey, settingsKey, type LedgerTransaction } from '../../ledger/index.js';
import { assertRole, assertThisAgency } from '../authority.js';
import { assertBlinding, isBlinded, openActs, partiesOf, placeActs } from '../blinding.js';
import type { Call, Rule } from '../call.js';
import { asType, findEffective, findLatest } from '../entries.js';
import { requestIn } from '../reading-facts.js';
import { assertDecision, writeDelivery } from './reading-decision.js';

/**
 * Who, what, for what purpose, on what ground: committed before anything is opened. Whether it will be granted is no
 * question here, so that refusals come onto the ledger too.
 */
export const requestReading: Rule<'reading.request', ReadingRecord> = {
  act: 'reading.request',
  target: (body) => body.reading,
  key: (body) => readingKey(body.reading),
  existing: 'forbidden',
  authorize: (call) => {
    assertThisAgency(call, call.act.body.requester, 'the requester');
  },
  judge: async (call) => {
    const { act, now, transaction, actor } = call;
    const { body } = act;
    const custodianOrganization = await custodianOf(transaction, body);
    const requesterOrganization = actor.agency?.agency.organization ?? transaction.organization;
    await assertRequestBlinding(call);
    const parties = [requesterOrganization, custodianOrganization];
    const placed = placeActs(call, { kind: 'reading', id: body.reading }, [act.signed], parties);
    return {
      format: 1,
      kind: 'reading',
      ...placed,
      id: body.reading,
      status: 'requested',
      requestedAt: transaction.time,
      custodianOrganization,
      requesterOrganization,
      updatedAt: now,
    };
  },
};

/** The custodian's answer, which must be the policy engine's on committed state; granted, it brings the delivery. */
export const answerReading: Rule<'reading.answer', ReadingRecord> = {
  act: 'reading.answer',
  target: (body) => body.reading,
  key: (body) => readingKey(body.reading),
  existing: 'required',
  authorize: async (call) => {
    const request = await requestOf(call);
    const { type: id } = splitDeclarationId(request.declaration);
    const type = asType(await findLatest(call.transaction, id), `declaration type ${id}`);
    assertThisAgency(call, type.body.custodian, 'the custodian');
    assertRole(call, 'custodian', { type: id });
  },
  judge: async (call) => {
    const { act, now, transaction } = call;
    const record = inState(call, 'requested');
    const request = await requestOf(call);
    await assertDecision(call, record, request);
    const granted = act.body.decision === 'granted';
    if (granted) writeDelivery(call, record, request);
    return {
      ...continued(call, record),
      status: act.body.decision,
      ...(granted ? { deliverBy: await deadline(transaction, now) } : {}),
      ...(act.body.decision === 'refused' && !isBlinded(record) ? { reason: act.body.reason } : {}),
    };
  },
};

/**
 * Of a blinded reading, that it is refused: the custodian's word alone, in the open and without the reason. The answer
 * itself goes into the requester's collection, so that its peer endorses it; who is refused must not be able to hold that back.
 */
export const refuseReading: Rule<'reading.refuse', ReadingRecord> = {
  act: 'reading.refuse',
  target: (body) => body.reading,
  key: (body) => readingKey(body.reading),
  existing: 'required',
  authorize: (call) => {
    const { agency } = assertRole(call, 'custodian');
    const { custodianOrganization } = recordOf(call);
    if (agency.organization !== custodianOrganization)
      throw fail('ACTOR_DENIED', `only a custodian of ${custodianOrganization} may do this`);
  },
  judge: (call) => {
    const { act, now } = call;
    const record = recordOf(call);
    assertBlinding(call, false);
    if (!isBlinded(record))
      throw fail('INPUT_INVALID', `${record.id} is not blinded: reading.answer refuses it`);
    assertStatus(record, 'requested');
    return { ...record, acts: [...record.acts, act.signed], status: 'refused', updatedAt: now };
  },
};

/** The requester opened the delivery and verified it, or could not; either way it is purged. */
export const receiveReading: Rule<'reading.receive', ReadingRecord> = {
  act: 'reading.receive',
  target: (body) => body.reading,
  key: (body) => readingKey(body.reading),
  existing: 'required',
  authorize: async (call) => {
    assertThisAgency(call, (await requestOf(call)).requester, 'the requester');
  },
  judge: async (call) => {
    const { act, now, transaction } = call;
    const record = inState(call, 'granted');
    const { deliverBy, ...rest } = record;
    const lapsed = deliverBy !== undefined && deliverBy < now;
    if (lapsed && act.body.result === 'received')
      throw fail('STATE_CONFLICT', `the delivery lapsed at ${deliverBy}`);
    await transaction.privateData.purgeDelivery(record.requesterOrganization, record.id);
    return { ...continued(call, rest), status: lapsed ? 'lapsed' : act.body.result };
  },
};

type Reading = Call<'reading.answer' | 'reading.receive', ReadingRecord>;
type Refusing = Call<'reading.refuse', ReadingRecord>;

function recordOf({ current, act }: Pick<Reading | Refusing, 'current' | 'act'>): ReadingRecord {
  if (current === undefined) throw fail('NOT_FOUND', `reading ${act.payload.target}`);
  return current.value;
}

function inState(call: Reading, status: ReadingRecord['status']): ReadingRecord {
  const record = recordOf(call);
  assertBlinding(call, isBlinded(record));
  assertStatus(record, status);
  return record;
}

function assertStatus({ id, status }: ReadingRecord, needed: ReadingRecord['status']): void {
  if (status !== needed) throw fail('STATE_CONFLICT', `${id} is ${status}`);
}

async function requestOf(call: Reading): Promise<RequestBody> {
  return await requestIn(recordOf(call), (record) => openActs(call.transaction, record));
}

/** The record with one act more. */
function continued(call: Reading, record: ReadingRecord): ReadingRecord {
  const acts = [...openActs(call.transaction, record), call.act.signed];
  const placed = placeActs(call, { kind: 'reading', id: record.id }, acts, partiesOf(record));
  return { ...record, ...placed, updatedAt: call.now };
}

/** Routing only: the type in effect, otherwise its latest version, says whose gateway answers. @throws NOT_FOUND */
async function custodianOf(transaction: LedgerTransaction, { declaration }: RequestBody) {
  const { type: id } = splitDeclarationId(declaration);
  const { body: type } = asType(await findLatest(transaction, id), `declaration type ${id}`);
  return (await transaction.state.get(agencyKey(type.custodian))).value.agency.organization;
}

async function assertRequestBlinding(call: Call<'reading.request', ReadingRecord>): Promise<void> {
  const { declaration, purpose } = call.act.body;
  const { declarant } = splitDeclarationId(declaration);
  // For individuals the item makes no difference, and is not read.
  const needed =
    needsBlinding(declarant) || needsBlinding(declarant, await itemBody(call.transaction, purpose));
  assertBlinding(call, needed);
}

async function itemBody(
  transaction: LedgerTransaction,
  purpose: RequestBody['purpose'],
): Promise<ItemBody | undefined> {
  if (purpose.kind !== 'item') return undefined;
  const entry = (await findEffective(transaction, purpose.item))?.entry;
  return entry?.kind === 'item' ? entry.body : undefined;
}

async function deadline({ state }: LedgerTransaction, now: ReadingRecord['updatedAt']) {
  const { deliveryHours } = (await state.get(settingsKey)).value.settings;
  return timestampOf(millisecondsOf(now) + deliveryHours * 3_600_000);
}
