import {
  fail,
  parseAct,
  parseBody,
  splitDeclarationId,
  splitEntryRef,
  type ActKind,
  type ApplicationBody,
  type BodyOf,
  type ConsentBody,
  type EntryRef,
  type ItemBody,
  type RequestBody,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { asKind, hold, type Judge, type Judged } from './judgement.js';
import { typeOf } from './judge-declarations.js';
import { requireAgency, requireDeclarant, requireRole } from './signer.js';
import { genuine, type World } from './world.js';

/** Acts of a record that stand on the channel in full; blinded ones are judged where they can be opened. */
export function openActs(record: {
  readonly acts: readonly (SignedAct | { readonly digest: string })[];
}): readonly SignedAct[] {
  return record.acts.filter((act): act is SignedAct => 'jws' in act);
}

/** The body of the first act: consent, application, request. @throws NOT_VERIFIED */
export function firstBody<K extends ActKind>(acts: readonly SignedAct[], kind: K): BodyOf<K> {
  const [first] = acts;
  if (first === undefined || parseAct(first.jws).payload.act !== kind)
    throw fail('NOT_VERIFIED', `the record does not begin with ${kind}`);
  return parseBody(kind, first.body);
}

/** The request, where the first act is one that can be read. */
export function requestAmong([first]: readonly SignedAct[]): RequestBody | undefined {
  if (first === undefined || parseAct(first.jws).payload.act !== 'reading.request') return undefined;
  return parseBody('reading.request', first.body);
}

export const reportCustody: Judge<'custody.report'> = async (judged) => {
  await requireCustodian(judged);
  hold(asKind(judged.next, 'custody').state === judged.body.state, 'the state');
};

export const reseal: Judge<'custody.reseal'> = async (judged) => {
  await requireCustodian(judged);
  const state = judged.former === undefined ? 'held' : asKind(judged.former, 'custody').state;
  hold(asKind(judged.next, 'custody').state === state, 'the state');
};

async function requireCustodian(judged: Judged<'custody.report'> | Judged<'custody.reseal'>): Promise<void> {
  const { declaration, version } = judged.body;
  const next = asKind(judged.next, 'custody');
  const record = await genuine(judged.world, 'declaration', declaration);
  const type = await typeOf(judged.world, record.type);
  requireAgency(judged, type.custodian);
  hold(
    next.id === declaration && next.version === version && next.custodian === type.custodian,
    'the custody',
  );
}

export const grantConsent: Judge<'consent.grant'> = async (judged) => {
  const { declarant, item, type } = judged.body;
  await requireDeclarant(judged.world, judged, declarant, {
    action: 'consent',
    at: judged.time,
    entries: [type, item],
  });
  hold(asKind(judged.next, 'consent').status === 'active', 'the status');
};

export function revokeConsent(body: () => ConsentBody): Judge<'consent.revoke'> {
  return async (judged) => {
    const { declarant, item, type } = body();
    await requireDeclarant(judged.world, judged, declarant, {
      action: 'consent',
      at: judged.time,
      entries: [type, item],
    });
    hold(asKind(judged.next, 'consent').status === 'revoked', 'the status');
  };
}

export const apply: Judge<'application.apply'> = async (judged) => {
  const { declarant, item } = judged.body;
  await requireDeclarant(judged.world, judged, declarant, {
    action: 'apply',
    at: judged.time,
    entries: [splitEntryRef(item).id],
  });
  await serviceItem(judged.world, item);
  hold(asKind(judged.next, 'application').status === 'open', 'the status');
};

export function closeApplication(body: () => ApplicationBody): Judge<'application.close'> {
  return async (judged) => {
    const { declarant, item } = body();
    if (judged.party.agency === undefined)
      await requireDeclarant(judged.world, judged, declarant, {
        action: 'apply',
        at: judged.time,
        entries: [splitEntryRef(item).id],
      });
    else requireAgency(judged, (await serviceItem(judged.world, item)).agency);
    hold(asKind(judged.next, 'application').status === 'closed', 'the status');
  };
}

async function serviceItem(world: World, ref: EntryRef): Promise<ItemBody> {
  const { entry } = await genuine(world, 'catalogue-entry', ref);
  if (entry.kind !== 'item') throw fail('NOT_VERIFIED', `${ref} is no service item`);
  return entry.body;
}

export const request: Judge<'reading.request'> = (judged) => {
  requireAgency(judged, judged.body.requester);
  const next = asKind(judged.next, 'reading');
  hold(judged.former === undefined, 'the request');
  hold(next.status === 'requested' && next.id === judged.body.reading, 'the reading');
  hold(
    next.requesterOrganization === judged.party.agency?.agency.organization,
    'the organization of the requester',
  );
};

export function answer(body: () => RequestBody): Judge<'reading.answer'> {
  return async (judged) => {
    const { declaration } = body();
    await requireAnswerer(judged, declaration);
    hold(asKind(judged.former, 'reading').status === 'requested', 'the answer');
    const next = asKind(judged.next, 'reading');
    hold(next.status === judged.body.decision, 'the status');
    if (judged.body.decision === 'refused' && next.reason !== undefined)
      hold(next.reason === judged.body.reason, 'the reason');
  };
}

/** The custodian of the type that the declaration names; where there is no declaration, a custodian of types of that name. */
async function requireAnswerer(
  judged: Judged<'reading.answer' | 'reading.refuse'>,
  id: RequestBody['declaration'],
): Promise<void> {
  const declaration = await judged.world.find(['declaration', id]);
  const { type } = splitDeclarationId(id);
  requireRole(judged, 'custodian', { type });
  if (declaration === undefined) return;
  const record = await genuine(judged.world, 'declaration', id);
  requireAgency(judged, (await typeOf(judged.world, record.type)).custodian);
}

/**
 * The word of a custodian in the organization that must answer: of a blinded reading everybody can judge this much. Parties,
 * who know the request, judge that it was its custodian.
 */
export function refuse(body: () => RequestBody | undefined): Judge<'reading.refuse'> {
  return async (judged) => {
    const [former, next] = [asKind(judged.former, 'reading'), asKind(judged.next, 'reading')];
    requireRole(judged, 'custodian');
    hold(
      former.custodianOrganization === judged.party.agency?.agency.organization,
      'the organization of the custodian',
    );
    hold('blinded' in next && former.status === 'requested', 'the refusal');
    hold(next.status === 'refused', 'the status');
    const request = body();
    if (request !== undefined) await requireAnswerer(judged, request.declaration);
  };
}

export function receive(body: () => RequestBody): Judge<'reading.receive'> {
  return (judged) => {
    requireAgency(judged, body().requester);
    hold(asKind(judged.former, 'reading').status === 'granted', 'the receipt');
    const { status } = asKind(judged.next, 'reading');
    hold(status === judged.body.result || status === 'lapsed', 'the status');
  };
}
