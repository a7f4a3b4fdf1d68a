import { Client, credentials } from '@grpc/grpc-js';
import { parseAgencyCode, type SignedAct } from '@onceledger/chaincode/domain';
import { openRuntime, type Runtime } from '@onceledger/cli/runtime';
import { connectLedger, FailoverClient, type Ledger, type LedgerOptions } from '@onceledger/gateway';
import { addressOf, folders, peersOf, type FabricNetwork } from '@onceledger/network/fabric';
import { readAuthorityFile, readIdentity } from '@onceledger/network/identity';
import { expect } from 'chai';
import { organizationId } from '../support/channel.js';
import { SeededRandom } from '../support/seeded-random.js';
import { newDeclaration } from '../bench/declarations.js';
import { inFlight } from '../bench/world.js';
import { LossyClient } from './lossy-client.js';

const TAX = organizationId('tax');
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
export async function loseReplies(
  { places, topology }: FabricNetwork,
  home: string,
  count: number,
): Promise<LostReplies> {
  const runtime = await openRuntime({ home, workers: false });
  const root = await readAuthorityFile(folders(places).authority(TAX), 'tlsCertificate');
  const [peer] = peersOf(topology, TAX);
  const client = new Client(addressOf(topology, peer!), credentials.createSsl(Buffer.from(root)));
  const lossy = new LossyClient(client, LOST);
  const identity = await readIdentity(folders(places).client(TAX), TAX);
  const ledger = connectLedger({
    ...identity,
    channel: topology.channel,
    // fabric-gateway calls three methods of a client; its type names a whole one.
    client: new FailoverClient([lossy]) as unknown as LedgerOptions['client'],
    ledger: topology.ledger,
    organization: TAX,
    organizations: runtime.consortium.organizations.map(({ id }) => id),
  });
  try {
    const result = await submitAll(runtime, ledger, count);
    return { ...result, lost: lossy.lost };
  } finally {
    await ledger.close();
    client.close();
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
