import {
  declarantKindOf,
  fail,
  needsBlinding,
  parseApplicationId,
  parseBody,
  splitEntryRef,
  type ApplicationBody,
  type ApplicationRecord,
  type ItemBody,
  type OrganizationId,
} from '../../domain/index.js';
import { agencyKey, applicationKey, catalogueKey, type LedgerTransaction } from '../../ledger/index.js';
import { assertDeclarant, assertThisAgency } from '../authority.js';
import { assertBlinding, isBlinded, openActs, placeActs } from '../blinding.js';
import type { Call, Rule } from '../call.js';
import { ended, markEnd } from '../ending.js';
import { effectiveItem, findLatest } from '../entries.js';
import { invalid } from '../invalid.js';

/** The declarant's signed wish, on which readings of basis `request` rest while it is open. */
export const apply: Rule<'application.apply', ApplicationRecord> = {
  act: 'application.apply',
  target: (body) => body.application,
  key: (body) => applicationKey(body.application),
  existing: 'forbidden',
  authorize: async (call) => {
    const { declarant, item } = call.act.body;
    await assertDeclarant(call, declarant, { action: 'apply', entries: [splitEntryRef(item).id] });
  },
  judge: async (call) => {
    const { act, now, transaction } = call;
    const { body } = act;
    const { record, body: item } = await effectiveItem(transaction, splitEntryRef(body.item).id);
    if (record.ref !== body.item) throw fail('STATE_CONFLICT', `${record.ref} is in effect`);
    assertBlinding(call, needsBlinding(body.declarant, item));
    assertReads(body, item);
    const parties = call.blinded ? await partiesOfItem(transaction, item, body) : [];
    const placed = placeActs(call, { kind: 'application', id: body.application }, [act.signed], parties);
    return {
      format: 1,
      kind: 'application',
      ...placed,
      id: body.application,
      status: 'open',
      updatedAt: now,
    };
  },
};

/** By the item's agency when the case is done, or by the declarant who wishes no more. */
export const close: Rule<'application.close', ApplicationRecord> = {
  act: 'application.close',
  target: (body) => body.target,
  key: (body) => applicationKey(parseApplicationId(body.target, '/target')),
  existing: 'required',
  whateverStatus: true,
  authorize: async (call) => {
    const { declarant, item } = wishOf(call);
    if (call.actor.agency === undefined) {
      await assertDeclarant(call, declarant, { action: 'apply', entries: [splitEntryRef(item).id] });
      return;
    }
    const { entry } = (await call.transaction.state.get(catalogueKey(item))).value;
    if (entry.kind === 'item') assertThisAgency(call, entry.body.agency, "the item's agency");
  },
  judge: (call) => {
    const record = recordOf(call);
    assertBlinding(call, isBlinded(record));
    if (record.status !== 'open') throw fail('STATE_CONFLICT', `${record.id} is ${record.status}`);
    return ended(call, record);
  },
  keep: markEnd,
};

function assertReads(body: ApplicationBody, item: ItemBody): void {
  if (!item.subject.includes(declarantKindOf(body.declarant)))
    throw invalid('/item', 'is for another kind of declarant');
  for (const [index, { type, claims }] of body.reads.entries()) {
    const readable = item.reads.find((reading) => reading.type === type)?.claims ?? [];
    const beyond = claims.findIndex((path) => !readable.includes(path));
    if (beyond >= 0)
      throw invalid(`/reads/${String(index)}/claims/${String(beyond)}`, 'is not read by the item');
  }
}

/** Organizations of the item's agency and of the custodians of what it reads. */
async function partiesOfItem(
  transaction: LedgerTransaction,
  item: ItemBody,
  body: ApplicationBody,
): Promise<readonly OrganizationId[]> {
  const agencies = [item.agency];
  for (const { type } of body.reads) {
    const entry = (await findLatest(transaction, type))?.entry;
    if (entry?.kind === 'type') agencies.push(entry.body.custodian);
  }
  const parties: OrganizationId[] = [];
  for (const code of new Set(agencies)) {
    parties.push((await transaction.state.get(agencyKey(code))).value.agency.organization);
  }
  return parties;
}

type Closing = Call<'application.close', ApplicationRecord>;

function recordOf({ current, act }: Pick<Closing, 'current' | 'act'>): ApplicationRecord {
  if (current === undefined) throw fail('NOT_FOUND', `application ${act.payload.target}`);
  return current.value;
}

function wishOf(call: Closing): ApplicationBody {
  const [wish] = openActs(call.transaction, recordOf(call));
  if (wish === undefined) throw fail('NOT_FOUND', `application ${call.act.payload.target}`);
  return parseBody('application.apply', wish.body);
}
