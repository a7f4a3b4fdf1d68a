import { Metadata, status } from '@grpc/grpc-js';
import { parseAgencyCode, type SignedAct } from '@onceledger/chaincode/domain';
import { openRuntime, type Runtime } from '@onceledger/cli/runtime';
import type { Ledger, RpcClient } from '@onceledger/gateway';
import type { FabricNetwork } from '@onceledger/network/fabric';
import { expect } from 'chai';
import { SeededRandom } from '../support/seeded-random.js';
import { newDeclaration } from '../bench/declarations.js';
import { inFlight } from '../bench/world.js';
import { SubmitClient } from './submit-client.js';
import { taxLedger } from './tax-ledger.js';

const LOST = 0.05;
const REPEATED = 0.1;
const WIDTH = 64;

export interface LostReplies {
  readonly submits: number;
  readonly repeats: number;
  readonly lost: number;
  /** Milliseconds that the slowest took until its outcome was known. */
  readonly slowest: number;
}

/** So many declarations, some sent twice, some of whose acknowledgements are lost: each is on the ledger once. */
export async function loseReplies(network: FabricNetwork, home: string, count: number): Promise<LostReplies> {
  const runtime = await openRuntime({ home, workers: false });
  const random = new SeededRandom(5);
  let lost = 0;
  /** The peer took it, and the connection breaks before it says so. */
  const after = (): Promise<Error | undefined> => {
    if (!random.chance(LOST)) return Promise.resolve(undefined);
    lost += 1;
    const facts = { code: status.UNAVAILABLE, details: '', metadata: new Metadata() };
    return Promise.resolve(Object.assign(new Error('the connection broke'), facts));
  };
  const between = (client: RpcClient): RpcClient => new SubmitClient(client, { after });
  const { close, ledger } = await taxLedger(network, runtime, between);
  try {
    const result = await submitAll(runtime, ledger, count);
    return { ...result, lost };
  } finally {
    await close();
    await runtime.close();
  }
}

async function submitAll(
  runtime: Runtime,
  ledger: Ledger,
  count: number,
): Promise<Omit<LostReplies, 'lost'>> {
  const random = new SeededRandom(7);
  const before = await declarations(runtime);
  const acts = Array.from({ length: count }, (_, index) => newDeclaration(runtime, 1_000_000 + index));
  const twice = acts.filter(() => random.chance(REPEATED));
  let slowest = 0;
  const submit = async (act: SignedAct): Promise<void> => {
    const start = Date.now();
    const { result } = await ledger.submit(act);
    expect(result.version).to.equal(1);
    slowest = Math.max(slowest, Date.now() - start);
  };
  await inFlight(WIDTH, [...acts, ...twice], submit);
  await runtime.settle();
  expect(await declarations(runtime)).to.equal(before + count);
  return { repeats: twice.length, slowest, submits: count };
}

async function declarations(runtime: Runtime): Promise<number> {
  const { readModel } = runtime.gatewayOf(parseAgencyCode('tax'));
  return (await readModel.counts()).declaration ?? 0;
}
