import {
  agencyActor,
  fail,
  splitEntryRef,
  type CustodyBody,
  type CustodyRecord,
  type DeclarationRecord,
  type ResealBody,
} from '../../domain/index.js';
import { custodyKey, declarationKey, encode } from '../../ledger/index.js';
import { assertRole, assertThisAgency } from '../authority.js';
import type { Call, Rule } from '../call.js';
import { typeAt } from '../entries.js';
import { assertDeclarantWrap, assertWrap, readSealed } from '../private-parts.js';
import { bodyOf } from './attestation-reading.js';

type Custody = Call<'custody.report' | 'custody.reseal', CustodyRecord>;

/** The custodian has opened the sealed part and verified every leaf, or could not. */
export const reportCustody: Rule<'custody.report', CustodyRecord> = {
  act: 'custody.report',
  target: (body) => body.declaration,
  key: (body) => custodyKey(body.declaration, body.version),
  existing: 'optional',
  authorize: assertCustodian,
  judge: async (call) => {
    const { act, now } = call;
    assertSealed(await declarationOf(call), act.body);
    return newCustody(call, { acts: [act.signed], state: act.body.state, now });
  },
};

/** New wraps, or a new body, under the commitment that stands; what it was resealed from is overwritten. */
export const reseal: Rule<'custody.reseal', CustodyRecord> = {
  act: 'custody.reseal',
  target: (body) => body.declaration,
  key: (body) => custodyKey(body.declaration, body.version),
  existing: 'optional',
  authorize: assertCustodian,
  judge: async (call) => {
    const { act, current, now, transaction } = call;
    const { declaration, version, cause } = act.body;
    const record = await declarationOf(call);
    assertSealed(record, act.body);
    if (current === undefined && cause !== 'held')
      throw fail('NOT_FOUND', `custody of ${declaration}@${String(version)}`);
    const part = readSealed(call);
    // A part that is held is wrapped to a key of the custodian's own store, which it publishes nowhere.
    assertWrap(part, agencyActor(custodianOf(call)), () => true);
    await assertDeclarantWrap(call, part, record.declarant);
    transaction.privateData.putSealed(declaration, version, encode(part));
    // The report and the latest resealing: earlier ones left nothing behind.
    const report = current?.value.acts[0];
    const acts = report === undefined ? [act.signed] : [report, act.signed];
    return newCustody(call, { acts, state: current?.value.state ?? 'held', now });
  },
};

function newCustody(
  call: Custody,
  { acts, state, now }: Pick<CustodyRecord, 'acts' | 'state'> & { readonly now: CustodyRecord['updatedAt'] },
): CustodyRecord {
  const { declaration, version } = call.act.body;
  return {
    format: 1,
    kind: 'custody',
    acts,
    id: declaration,
    version,
    custodian: custodianOf(call),
    state,
    updatedAt: now,
  };
}

async function assertCustodian(call: Custody): Promise<void> {
  const record = await declarationOf(call);
  const { body: type } = await typeAt(call.transaction, record.type);
  assertThisAgency(call, type.custodian, 'the custodian');
  assertRole(call, 'custodian', { type: splitEntryRef(record.type).id });
}

/** The rule's authorization has found the actor to be the custodian. */
function custodianOf({ actor }: Pick<Custody, 'actor'>): CustodyRecord['custodian'] {
  if (actor.agency === undefined) throw fail('ACTOR_DENIED');
  return actor.agency.agency.code;
}

/** @throws NOT_FOUND for a declaration, or a version of it, that there never was */
async function declarationOf({
  act,
  transaction,
}: Pick<Custody, 'act' | 'transaction'>): Promise<DeclarationRecord> {
  const { declaration, version } = act.body;
  const record = (await transaction.state.get(declarationKey(declaration))).value;
  if (version > record.version) throw fail('NOT_FOUND', `version ${String(version)} of ${declaration}`);
  return record;
}

function assertSealed(record: DeclarationRecord, { version }: CustodyBody | ResealBody): void {
  if (version === record.version && !bodyOf(record).sealed)
    throw fail('STATE_CONFLICT', `${record.id} has no sealed part`);
}
