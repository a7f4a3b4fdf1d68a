import { parseJson, type SignedAct } from '@onceledger/chaincode/domain';
import { openRuntime } from '@onceledger/cli/runtime';
import type { RpcClient } from '@onceledger/gateway';
import { networkOf } from '../support/fabric-network.js';
import type { Moment } from './killed-gateway.js';
import { standStill } from './stand-still.js';
import { SubmitClient } from './submit-client.js';
import { taxLedger } from './tax-ledger.js';

/** Submits an act and stands still at a moment of it, until it is killed: `node stopped-gateway.js HOME ACT MOMENT`. */
async function main(home: string, act: SignedAct, moment: Moment): Promise<void> {
  const runtime = await openRuntime({ home, workers: false });
  const reached = (): Promise<never> => standStill(moment);
  const between = (client: RpcClient): RpcClient =>
    new SubmitClient(
      client,
      moment === 'between endorse and submit' ? { before: reached } : { after: reached },
    );
  const { ledger } = await taxLedger(await networkOf(home), runtime, between);
  await ledger.submit(act);
  throw new Error('it went on');
}

const [home = '', act = '', moment = ''] = process.argv.slice(2);
await main(home, parseJson(act) as unknown as SignedAct, moment as Moment);
