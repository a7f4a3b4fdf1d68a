import {
  fail,
  splitActor,
  type DeclarationId,
  type Outcome,
  type ReadingId,
  type StatusBody,
} from '@onceledger/chaincode/domain';
import type { Committed } from '../ledger/ledger.js';
import { blindedOptions } from './blinded.js';
import type { Context } from './context.js';
import { sign } from './sign.js';
import type { Acting, StatusInput } from './types.js';

export type StatusAct =
  | 'declaration.withdraw'
  | 'declaration.attest'
  | 'declaration.refuse'
  | 'declaration.suspend'
  | 'declaration.reinstate'
  | 'declaration.revoke';

/** One act over the present version of a declaration. An agency judges nothing that does not verify. */
export async function changeStatus(
  context: Context,
  kind: StatusAct,
  id: DeclarationId,
  input: StatusInput,
  acting: Acting,
): Promise<Committed<Outcome>> {
  const { digest, record } = await context.records.declaration(id);
  if (splitActor(acting.as).agency !== undefined) await assertGenuine(context, id);
  const { basis, reading, reason } = input;
  const body: StatusBody = {
    commitment: record.commitment,
    declaration: id,
    version: record.version,
    ...(basis === undefined ? {} : { basis }),
    ...(reading === undefined ? {} : { reading }),
    ...(reason === undefined ? {} : { reason }),
  };
  const act = await sign(context, { act: kind, body, previous: digest, target: id }, acting);
  return context.ledger.submit(act, await evidenceOf(context, reading));
}

async function assertGenuine({ readModel }: Context, id: DeclarationId): Promise<void> {
  const known = await readModel.declaration(id);
  if (known?.genuine === false)
    throw fail('NOT_VERIFIED', `declaration ${id} carries acts that do not verify`);
}

/** The reading that an attestation rests on: a blinded one is shown, since no endorser could read it. */
async function evidenceOf(context: Context, reading: ReadingId | undefined) {
  if (reading === undefined) return {};
  const { record } = await context.records.reading(reading);
  if (!('blinded' in record)) return {};
  const { transient = {} } = await blindedOptions(context, [record], []);
  return { transient };
}
