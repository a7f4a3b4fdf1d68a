import { fail } from '@onceledger/chaincode/domain';
import { openBlinded } from '../services/blinded.js';
import type { Context } from '../services/context.js';
import { answerReading } from './answer.js';
import { takeCustody } from './custody.js';
import { receiveReading } from './receive.js';
import type { Task } from './task-queue.js';

export async function handleTask(context: Context, task: Task): Promise<void> {
  switch (task.kind) {
    case 'open':
      return openRecord(context, task);
    case 'custody':
      return takeCustody(context, task);
    case 'answer':
      return answerReading(context, task);
    case 'receive':
      return receiveReading(context, task);
    default:
      throw fail('INTERNAL', `no worker for ${task.kind}`);
  }
}

/** A blinded record of which this organization is a party: what stands in its implicit collection, verified and kept. */
async function openRecord(context: Context, { target }: Task): Promise<void> {
  const [kind, id = ''] = target.split('/');
  if (kind !== 'consent' && kind !== 'application' && kind !== 'reading') return;
  // As it stands on the channel: its acts lead there, whatever has ended it since.
  const record = (await context.readModel.known([kind, id]))?.record;
  if (record !== undefined && 'blinded' in record) await openBlinded(context, record);
}
