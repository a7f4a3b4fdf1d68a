import {
  ERRORS,
  fail,
  OnceError,
  type ActKind,
  type AnyRecord,
  type Outcome,
  type Timestamp,
} from '../domain/index.js';
import {
  acceptAct,
  describe,
  type AcceptedAct,
  type LedgerTransaction,
  type StateKey,
  type Submitted,
} from '../ledger/index.js';
import { actorKey, assertActor, assertKeyCurrent, authenticate } from './authentication.js';
import type { Call, Kept, Rule, Services } from './call.js';
import { findRepeat } from './idempotency.js';
import { assertExistence, assertPrevious } from './standing.js';

/**
 * How every act comes onto the ledger; read this first. A rule (`call.ts`) says what its own function adds: which record,
 * who may, and what the record becomes.
 */
export async function submit<Kind extends ActKind, Record extends AnyRecord>(
  services: Services,
  transaction: LedgerTransaction,
  rule: Rule<Kind, Record>,
  submitted: Submitted,
): Promise<Outcome> {
  const accepted = accept(transaction, rule, submitted);
  await transaction.state.read(keysOf(rule, accepted.act));
  return judge(services, transaction, rule, accepted);
}

/** Acts of one kind, all or none: the first refusal refuses the whole, naming which act it was. */
export async function submitMany<Kind extends ActKind, Record extends AnyRecord>(
  services: Services,
  transaction: LedgerTransaction,
  rule: Rule<Kind, Record>,
  batch: readonly Submitted[],
): Promise<readonly Outcome[]> {
  let index = 0;
  try {
    const accepted: Accepted<Kind>[] = [];
    for (const [at, submitted] of batch.entries()) {
      index = at;
      accepted.push(accept(transaction, rule, submitted));
    }
    await transaction.state.read(accepted.flatMap(({ act }) => keysOf(rule, act)));
    const outcomes: Outcome[] = [];
    for (const [at, act] of accepted.entries()) {
      index = at;
      outcomes.push(await judge(services, transaction, rule, act));
    }
    return outcomes;
  } catch (error) {
    throw located(error, index);
  }
}

/** An act whose form is right, and how it came. */
interface Accepted<Kind extends ActKind> {
  readonly act: AcceptedAct<Kind>;
  readonly submitted: Submitted;
}

function accept<Kind extends ActKind>(
  transaction: LedgerTransaction,
  rule: Pick<Rule<Kind, never>, 'act' | 'target'>,
  submitted: Submitted,
): Accepted<Kind> {
  return { act: acceptAct(transaction, rule.act, submitted, rule.target), submitted };
}

/** What every accepted act of this rule reads. */
function keysOf<Kind extends ActKind, Record extends AnyRecord>(
  rule: Rule<Kind, Record>,
  act: AcceptedAct<Kind>,
): readonly StateKey<unknown>[] {
  return [actorKey(act), rule.key(act.body), ...(rule.reads?.(act.body) ?? [])];
}

async function judge<Kind extends ActKind, Record extends AnyRecord>(
  services: Services,
  transaction: LedgerTransaction,
  rule: Rule<Kind, Record>,
  { act, submitted }: Accepted<Kind>,
): Promise<Outcome> {
  const signer = await authenticate(services, transaction, act);
  const current = await transaction.state.find(rule.key(act.body));

  const repeat = findRepeat(current, act);
  if (repeat !== undefined) return outcomeOf(repeat.value, { digest: repeat.digest, repeated: true });

  assertKeyCurrent(signer, act, transaction.time);
  assertActor(signer.party, rule, act, transaction);
  const call: Call<Kind, Record> = {
    services,
    transaction,
    act,
    blinded: submitted.blinded,
    member: submitted.batched ? act.payload.target : undefined,
    actor: signer.party,
    current,
    now: laterOf(transaction.time, current?.value.updatedAt),
  };
  await rule.authorize(call);
  assertExistence(rule, current);
  rule.meet?.(call);
  assertPrevious(act, current);

  const record = await rule.judge(call);
  const { digest, repeated }: Kept =
    (await rule.keep?.(call, record)) ?? transaction.state.put(rule.key(act.body), record);
  if (repeated !== true) transaction.notices.add({ kind: record.kind, ...describe(record) });
  return outcomeOf(record, { digest, ...(repeated === undefined ? {} : { repeated }) });
}

function outcomeOf(record: AnyRecord, { digest, ...repeated }: Kept): Outcome {
  const { identifier, status, version } = describe(record);
  return {
    id: identifier,
    status,
    record: digest,
    ...(version === undefined ? {} : { version }),
    ...repeated,
  };
}

/** Time never runs backwards in a record, though clients' clocks differ within the tolerance. */
function laterOf(time: Timestamp, updatedAt: Timestamp | undefined): Timestamp {
  return updatedAt === undefined || updatedAt < time ? time : updatedAt;
}

function located(error: unknown, index: number): unknown {
  if (!(error instanceof OnceError)) return error;
  return fail(error.code, {
    detail: `act ${String(index)}: ${error.detail || ERRORS[error.code].title.en}`,
    cause: error,
  });
}
