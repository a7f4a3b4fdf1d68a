import {
  declarantKindOf,
  declarationStatusAt,
  fail,
  parseAct,
  parseBody,
  splitEntryRef,
  verifyDeclarationBody,
  type ActKind,
  type DeclarationBody,
  type DeclarationRecord,
  type DeclarationStatus,
  type MandateAction,
  type StatusBody,
  type TypeBody,
} from '@onceledger/chaincode/domain';
import { typeBodyOf } from '../services/declaration-draft.js';
import { asKind, hold, same, type Judge, type Judged } from './judgement.js';
import { requireAgency, requireDeclarant, requireRole } from './signer.js';
import { genuine, type World } from './world.js';

/** The body that a declaration's first act signs: claims in clear, leaves, commitment. */
export function bodyOf(record: DeclarationRecord): DeclarationBody {
  const [first] = record.acts;
  if (first === undefined) throw fail('NOT_VERIFIED', `${record.id} has no act`);
  return parseBody(
    parseAct(first.jws).payload.act === 'declaration.amend' ? 'declaration.amend' : 'declaration.declare',
    first.body,
  );
}

export const declare: Judge<'declaration.declare'> = async (judged) => {
  await judgeVersion(judged, 'declare');
  const { former, next } = judged;
  const status =
    former === undefined ? undefined : declarationStatusAt(asKind(former, 'declaration'), judged.time);
  hold(asKind(next, 'declaration').former?.status === status, 'the former status');
};
export const amend: Judge<'declaration.amend'> = async (judged) => {
  await judgeVersion(judged, 'amend');
  hold(asKind(judged.next, 'declaration').former?.status === 'superseded', 'the former status');
};

async function judgeVersion(
  judged: Judged<'declaration.declare'> | Judged<'declaration.amend'>,
  action: MandateAction,
): Promise<void> {
  const { body, former, time, world } = judged;
  const next = asKind(judged.next, 'declaration');
  const type = await typeOf(world, body.type);
  await judgeOrigin(judged, type, action);
  const [fault] = verifyDeclarationBody(body, world.ledger, type);
  if (fault !== undefined) throw fail('COMMITMENT_INVALID', `${fault.path} ${fault.problem}`);
  const version = former === undefined ? 1 : asKind(former, 'declaration').version + 1;
  hold(body.version === version && next.version === version, 'the version');
  const { declarant, declaration: id, origin, commitment } = body;
  const expected = { commitment, declarant, id, origin, type: body.type };
  hold(same(expected, pickOf(next)) && next.declaredAt >= time, 'the declaration');
  hold(next.status === (origin === 'agency' ? 'attested' : 'declared'), 'the status');
  hold(next.validFrom === body.validFrom && next.validUntil === body.validUntil, 'the validity');
}

function pickOf({ commitment, declarant, id, origin, type }: DeclarationRecord): object {
  return { commitment, declarant, id, origin, type };
}

async function judgeOrigin(
  judged: Judged<'declaration.declare'> | Judged<'declaration.amend'>,
  type: TypeBody,
  action: MandateAction,
): Promise<void> {
  const { body, time, world } = judged;
  const { id } = splitEntryRef(body.type);
  hold(type.origins.includes(body.origin), 'the origin');
  if (body.origin === 'self')
    return requireDeclarant(world, judged, body.declarant, { action, at: time, entries: [id] });
  if (body.origin === 'agency') requireAgency(judged, type.provider);
  if (judged.party.agency?.agency.code === type.provider) requireRole(judged, 'provider', { type: id });
  else requireRole(judged, 'registrar', { declarantKind: declarantKindOf(body.declarant) });
}

/** From which status an act leads to which. */
const CHANGES = {
  'declaration.attest': { from: ['declared'], to: 'attested' },
  'declaration.refuse': { from: ['declared'], to: 'refused' },
  'declaration.suspend': { from: ['declared', 'attested'], to: 'suspended' },
  'declaration.reinstate': { from: ['suspended'], to: undefined },
  'declaration.revoke': { from: ['attested', 'suspended'], to: 'revoked' },
  'declaration.withdraw': { from: ['declared', 'attested'], to: 'withdrawn' },
} as const satisfies Partial<
  Record<ActKind, { from: readonly DeclarationStatus[]; to: DeclarationStatus | undefined }>
>;
type StatusAct = keyof typeof CHANGES;

export function changeStatus<K extends StatusAct>(kind: K): Judge<K> {
  const { from, to } = CHANGES[kind];
  const admitted: readonly DeclarationStatus[] = from;
  return async (judged) => {
    const former = asKind(judged.former, 'declaration');
    const next = asKind(judged.next, 'declaration');
    const body: StatusBody = judged.body;
    await judgeSigner(judged, kind, former);
    hold(body.version === former.version && same(body.commitment, former.commitment), 'the version judged');
    hold(admitted.includes(declarationStatusAt(former, judged.time)), 'the change of status');
    hold(next.status === (to ?? statusBefore(former)), 'the status');
    hold(next.version === former.version && same(pickOf(next), pickOf(former)), 'the declaration');
    if (kind === 'declaration.attest' || kind === 'declaration.refuse')
      await judgeOpening(judged.world, former, body);
  };
}

async function judgeSigner(judged: Judged, kind: StatusAct, former: DeclarationRecord): Promise<void> {
  const { id } = splitEntryRef(former.type);
  if (kind === 'declaration.withdraw' && former.origin !== 'agency') {
    await requireDeclarant(judged.world, judged, former.declarant, {
      action: 'withdraw',
      at: judged.time,
      entries: [id],
    });
    return;
  }
  const type = await typeOf(judged.world, former.type);
  requireAgency(judged, type.provider);
  requireRole(judged, 'provider', { type: id });
}

/** Whoever judges private claims has opened them in the open: a received reading. */
async function judgeOpening(world: World, record: DeclarationRecord, { reading }: StatusBody): Promise<void> {
  if (!bodyOf(record).sealed) return;
  if (reading === undefined) throw fail('NOT_VERIFIED', 'the attestation names no reading');
  hold((await genuine(world, 'reading', reading)).status === 'received', 'the attestation');
}

function statusBefore({ acts, origin }: DeclarationRecord): DeclarationStatus {
  const attested = acts.some(({ jws }) => parseAct(jws).payload.act === 'declaration.attest');
  return attested || origin === 'agency' ? 'attested' : 'declared';
}

export async function typeOf(world: World, ref: string): Promise<TypeBody> {
  return typeBodyOf(await genuine(world, 'catalogue-entry', ref));
}
