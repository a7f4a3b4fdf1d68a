import type { ReadingId } from '@onceledger/chaincode/domain';
import { openRuntime, type Runtime } from '@onceledger/cli/runtime';
import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { apply, FOREIGN_EXCHANGE, requestName } from '../support/applicant.js';
import { onLedger } from '../support/forger.js';
import { withRuntime } from '../support/home.js';
import { attest, newLicensed, type Licensed } from '../support/licensed.js';
import { killWhereItStands } from './stand-still.js';

const COLLECTOR = fileURLToPath(new URL('./collector.js', import.meta.url));
const READINGS = 8;
const KILLS = 5;

type Applied = Licensed & { readonly application: string };

/** Requests that nobody answers yet; then whoever answers and collects them dies as it stores how far it is. Again and again. */
export async function killCollector(
  home: string,
  seed: number,
): Promise<{ readonly kills: number; readonly readings: number }> {
  const applied = await withRuntime(home, async (runtime) => {
    const licensed = await newLicensed(runtime, seed);
    await attest(runtime, licensed);
    return { ...licensed, application: await apply(runtime, licensed) };
  });
  for (let kill = 0; kill < KILLS; kill += 1) {
    const ids = await withoutWorkers(home, (runtime) => request(runtime, applied));
    const id = await killWhereItStands(COLLECTOR, [home]);
    expect(ids).to.include(id);
    await withoutWorkers(home, (runtime) => assertBetween(runtime, id));
    await withRuntime(home, async (runtime) => {
      for (const one of ids) await assertReceivedOnce(runtime, one, applied.enterprise.name);
      expect(await runtime.gatewayOf(FOREIGN_EXCHANGE).workers.stuck()).to.deep.equal([]);
    });
  }
  return { kills: KILLS, readings: KILLS * READINGS };
}

async function withoutWorkers<T>(home: string, use: (runtime: Runtime) => Promise<T>): Promise<T> {
  const runtime = await openRuntime({ home, workers: false });
  try {
    return await use(runtime);
  } finally {
    await runtime.close();
  }
}

async function request(runtime: Runtime, applied: Applied): Promise<readonly ReadingId[]> {
  const ids: ReadingId[] = [];
  for (let index = 0; index < READINGS; index += 1)
    ids.push(await requestName(runtime, applied, applied.application));
  return ids;
}

/** The ledger has the receipt; what the killed process stored knows nothing of it. */
async function assertBetween(runtime: Runtime, id: string): Promise<void> {
  const { ledger, readModel } = runtime.gatewayOf(FOREIGN_EXCHANGE);
  expect(await onLedger(runtime, 'readings:show', id)).to.include({ status: 'received' });
  expect((await readModel.reading(id))?.record.status).to.equal('granted');
  expect(Number(readModel.position())).to.be.lessThan(Number(await ledger.height()));
}

async function assertReceivedOnce(runtime: Runtime, id: ReadingId, name: string): Promise<void> {
  const { readModel, services } = runtime.gatewayOf(FOREIGN_EXCHANGE);
  expect((await services.readings.settled(id, 60_000)).status).to.equal('received');
  const { record } = (await readModel.reading(id))!;
  expect(record.acts, 'request, answer, receipt').to.have.length(3);
  expect((await services.readings.collected(id))?.claims).to.deep.include({ name });
}
