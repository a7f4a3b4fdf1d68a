import { AjvSchemas, NodeSignatureVerifier, systemClock } from '@onceledger/chaincode/crypto';
import { canonicalize, type BootstrapBody, type Outcome } from '@onceledger/chaincode/domain';
import path from 'node:path';
import { CustodyStore } from './crypto/custody-store.js';
import { KeyRing } from './crypto/key-ring.js';
import { openKeyStore } from './crypto/key-store.js';
import { SqlLog } from './evidence/sql-log.js';
import type { Gateway, GatewayOptions } from './gateway-types.js';
import type { Committed, Ledger } from './ledger/ledger.js';
import { BlockTaker } from './read-model/block-taker.js';
import { openDatabase } from './read-model/database.js';
import { SqlReadModel } from './read-model/sql-read-model.js';
import type { Context } from './services/context.js';
import { newServices } from './services/index.js';
import { toJson } from './services/json.js';
import { Records } from './services/records.js';
import { Follower } from './workers/follower.js';
import { handleTask } from './workers/handle-task.js';
import { planTasks } from './workers/plan-tasks.js';
import { resealingOn } from './workers/resealing.js';
import { TaskQueue } from './workers/task-queue.js';

/** Composes one organization's gateway; the only place that knows every part. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { ledger } = options;
  const { context, taker } = await openContext(options);
  const follower = new Follower({
    handle: (task) => handleTask(context, task),
    ledger,
    queue: context.queue,
    taker,
  });
  if (options.workers !== false) follower.start();
  return {
    close: async () => {
      await follower.close();
      await context.database.destroy();
    },
    keys: context.store,
    ledger,
    log: context.log,
    organization: ledger.organization,
    readModel: context.readModel,
    services: newServices(context, follower),
    workers: follower,
  };
}

async function openContext(options: GatewayOptions): Promise<{ context: Context; taker: BlockTaker }> {
  const { clock = systemClock, consortium, directory, ledger } = options;
  const sealing = options.passphraseFile === undefined ? {} : { passphraseFile: options.passphraseFile };
  const store = await openKeyStore(path.join(directory, 'keys'), { ...sealing, clock });
  const custody = await CustodyStore.open(path.join(directory, 'custody'), clock, options.passphraseFile);
  const database = await openDatabase(path.join(directory, 'gateway.db'));
  const { organization } = ledger;
  const log = new SqlLog(database, { key: () => store.checkpointKey(), ledger: ledger.id, organization });
  await log.load();
  const verifier = new NodeSignatureVerifier();
  const plan = (...[effects, state]: Parameters<BlockTakerPlan>) => planTasks(effects, state, organization);
  const { shared } = options;
  const taker = await BlockTaker.open({
    consortium,
    database,
    ledger: ledger.id,
    log,
    plan,
    shared,
    verifier,
  });
  const readModel = new SqlReadModel(database, ledger.id, () => taker.height);
  const context: Context = {
    clock,
    consortium,
    custody,
    database,
    keys: new KeyRing(store, options.declarants, { ...sealing, clock }),
    ledger,
    log,
    queue: new TaskQueue(database),
    readModel,
    records: new Records(ledger, readModel),
    resealing: resealingOn(ledger),
    schemas: new AjvSchemas(),
    store,
    verifier,
    world: { consortium, find: (name) => readModel.known(name), ledger: ledger.id, verifier },
  };
  return { context, taker };
}

type BlockTakerPlan = Parameters<typeof BlockTaker.open>[0]['plan'];

/** Until every read model is at the ledger's height and no gateway has a task due: one's answer is another's delivery. */
export async function settleAll(gateways: readonly Gateway[]): Promise<void> {
  for (;;) {
    const before = await heightsOf(gateways);
    await Promise.all(gateways.map(({ workers }) => workers.settle()));
    if ((await heightsOf(gateways)).every((height, index) => height === before[index])) return;
  }
}

function heightsOf(gateways: readonly Gateway[]): Promise<bigint[]> {
  return Promise.all(gateways.map(({ ledger }) => ledger.height()));
}

/** Once, before anything else: the agencies and settings on which the consortium agreed. */
export function bootstrapLedger(ledger: Ledger, body: BootstrapBody): Promise<Committed<Outcome>> {
  return ledger.bootstrap(canonicalize(toJson(body)));
}
