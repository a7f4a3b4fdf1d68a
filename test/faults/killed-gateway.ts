import { parseAgencyCode, type JsonObject } from '@onceledger/chaincode/domain';
import { openRuntime } from '@onceledger/cli/runtime';
import { expect } from 'chai';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newDeclaration } from '../bench/declarations.js';
import { onLedger } from '../support/forger.js';
import { refused } from '../support/refused.js';
import { killWhereItStands } from './stand-still.js';

const STOPPED = fileURLToPath(new URL('./stopped-gateway.js', import.meta.url));
const TAX = parseAgencyCode('tax');

export type Moment = 'between endorse and submit' | 'between submit and status';

/** A gateway dies at a moment of a submit; the next one sends the same act, as whoever got no answer must. */
export async function killGateway(
  home: string,
  moment: Moment,
  seed: number,
): Promise<{ readonly id: string; readonly before: string }> {
  const runtime = await openRuntime({ home });
  try {
    const act = newDeclaration(runtime, seed);
    const id = act.body['declaration'] as string;
    await killWhereItStands(STOPPED, [home, JSON.stringify(act), moment]);
    const isOrdered = moment === 'between submit and status';
    // A block later whatever was ordered is there.
    await pause(3 * runtime.consortium.blocks.timeout);
    const found = onLedger(runtime, 'declarations:show', id);
    if (isOrdered) expect(await found).to.include({ version: 1 });
    else await refused('NOT_FOUND', found);

    const { result } = await runtime.gatewayOf(TAX).ledger.submit(act);
    expect(result.repeated ?? false).to.equal(isOrdered);
    await runtime.settle();
    const record = await onLedger(runtime, 'declarations:show', id);
    expect(record).to.include({ version: 1 });
    expect((record['acts'] as readonly JsonObject[]).map(({ jws }) => jws)).to.deep.equal([act.jws]);
    return { before: isOrdered ? 'it was on the ledger' : 'nothing was on the ledger', id };
  } finally {
    await runtime.close();
  }
}
