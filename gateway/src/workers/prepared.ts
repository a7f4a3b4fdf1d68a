import {
  boolean,
  object,
  oneOf,
  optional,
  parseCanonical,
  parsedBy,
  parseOrganizationId,
  parseSignedAct,
  parseWith,
  array,
  record,
  string,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { actKindOf } from '../ledger/batches.js';
import type { SubmitOptions } from '../ledger/ledger.js';
import type { Context } from '../services/context.js';
import { canonicalText } from '../services/json.js';
import type { Task } from './task-queue.js';

/** A signed act and how it is submitted: stored before the submit, so that a repeat is the very same act. */
export interface Prepared {
  readonly act: SignedAct;
  readonly options: SubmitOptions;
  /** A refusal that is shown to nobody: `refuse.ts` says in the open that there is one. */
  readonly inTheOpen?: true;
}

const preparedParser = object<Prepared>({
  act: parsedBy(parseSignedAct),
  inTheOpen: optional(oneOf(true)),
  options: object<SubmitOptions>({
    against: optional(parsedBy(parseOrganizationId)),
    alone: optional(boolean),
    blinded: optional(boolean),
    membersMayStandIn: optional(boolean),
    parties: optional(array(parsedBy(parseOrganizationId), { max: 100 })),
    transient: optional(record(string({ max: 100 }), string({ max: 8_000_000 }), { max: 10 })),
  }),
});

/** Makes the act where the task has none yet, stores it, submits it. A repeat of what is committed changes nothing. */
export async function submitPrepared(
  context: Context,
  task: Task,
  make: () => Promise<Prepared | undefined>,
): Promise<void> {
  const prepared = await preparedFor(context, task, make);
  if (prepared !== undefined) await submitStored(context, prepared);
}

/** The act that the task has, or the one that it has from now on. */
export async function preparedFor<Made extends Prepared | undefined>(
  context: Context,
  task: Task,
  make: () => Promise<Made>,
): Promise<Prepared | Made> {
  if (task.prepared !== null) return parseWith(preparedParser, parseCanonical(task.prepared));
  const prepared = await make();
  if (prepared !== undefined) await context.queue.prepare(task, canonicalText(prepared));
  return prepared;
}

export async function submitStored(context: Context, { act, options }: Prepared): Promise<void> {
  await (actKindOf(act) === 'custody.reseal'
    ? context.resealing.add({ act, options })
    : context.ledger.submit(act, options));
}
