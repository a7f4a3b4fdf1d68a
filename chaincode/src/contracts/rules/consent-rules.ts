import {
  declarantKindOf,
  fail,
  needsBlinding,
  parseBody,
  parseConsentId,
  type ConsentBody,
  type ConsentRecord,
  type ItemBody,
} from '../../domain/index.js';
import { agencyKey, consentKey } from '../../ledger/index.js';
import { assertDeclarant } from '../authority.js';
import { assertBlinding, isBlinded, openActs, placeActs } from '../blinding.js';
import type { Call, Rule } from '../call.js';
import { ended, markEnd } from '../ending.js';
import { effectiveItem, effectiveType } from '../entries.js';
import { invalid } from '../invalid.js';

export const grantConsent: Rule<'consent.grant', ConsentRecord> = {
  act: 'consent.grant',
  target: (body) => body.consent,
  key: (body) => consentKey(body.consent),
  existing: 'forbidden',
  authorize: async (call) => {
    const { declarant, type, item } = call.act.body;
    await assertDeclarant(call, declarant, { action: 'consent', entries: [type, item] });
  },
  judge: async (call) => {
    const { act, now, transaction } = call;
    const { body } = act;
    const { body: item } = await effectiveItem(transaction, body.item);
    assertBlinding(call, needsBlinding(body.declarant, item));
    assertScope(body, item);
    if (body.validUntil <= now) throw invalid('/validUntil', 'is past');
    const { body: type } = await effectiveType(transaction, body.type);
    const requester = await transaction.state.get(agencyKey(body.requester));
    const custodian = await transaction.state.get(agencyKey(type.custodian));
    const parties = [requester, custodian].map(({ value }) => value.agency.organization);
    const placed = placeActs(call, { kind: 'consent', id: body.consent }, [act.signed], parties);
    return { format: 1, kind: 'consent', ...placed, id: body.consent, status: 'active', updatedAt: now };
  },
};

/** From the moment it is committed nothing is granted on this consent any more. */
export const revokeConsent: Rule<'consent.revoke', ConsentRecord> = {
  act: 'consent.revoke',
  target: (body) => body.target,
  key: (body) => consentKey(parseConsentId(body.target, '/target')),
  existing: 'required',
  whateverStatus: true,
  authorize: async (call) => {
    const { declarant, type, item } = grantOf(call);
    await assertDeclarant(call, declarant, { action: 'consent', entries: [type, item] });
  },
  judge: (call) => {
    const record = recordOf(call);
    assertBlinding(call, isBlinded(record));
    if (record.status !== 'active') throw fail('STATE_CONFLICT', `${record.id} is ${record.status}`);
    return ended(call, record);
  },
  keep: markEnd,
};

/** A consent is given for what the item reads by consent, and to nobody but its agency. */
function assertScope(body: ConsentBody, item: ItemBody): void {
  if (item.agency !== body.requester) throw invalid('/requester', `is not the item's agency ${item.agency}`);
  if (!item.bases.includes('consent')) throw invalid('/item', 'does not read by consent');
  if (!item.subject.includes(declarantKindOf(body.declarant)))
    throw invalid('/item', 'is for another kind of declarant');
  const readable = item.reads.find(({ type }) => type === body.type)?.claims ?? [];
  const beyond = body.claims.findIndex((path) => !readable.includes(path));
  if (beyond >= 0) throw invalid(`/claims/${String(beyond)}`, 'is not read by the item');
}

function recordOf({
  current,
  act,
}: Pick<Call<'consent.revoke', ConsentRecord>, 'current' | 'act'>): ConsentRecord {
  if (current === undefined) throw fail('NOT_FOUND', `consent ${act.payload.target}`);
  return current.value;
}

function grantOf(call: Call<'consent.revoke', ConsentRecord>): ConsentBody {
  const [grant] = openActs(call.transaction, recordOf(call));
  if (grant === undefined) throw fail('NOT_FOUND', `consent ${call.act.payload.target}`);
  return parseBody('consent.grant', grant.body);
}
