import type { ReadingId } from '@onceledger/chaincode/domain';
import { openRuntime, type Runtime } from '@onceledger/cli/runtime';
import { expect } from 'chai';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { apply, FOREIGN_EXCHANGE, requestName } from '../support/applicant.js';
import { withRuntime } from '../support/home.js';
import { attest, newLicensed, type Licensed } from '../support/licensed.js';

const COLLECTOR = fileURLToPath(new URL('./collector.js', import.meta.url));
const READINGS = 40;
const KILLS = 10;

/** Requests that nobody answers yet; then whoever answers and collects them dies again and again as it stores how far it is. */
export async function killCollector(
  home: string,
  seed: number,
): Promise<{ readonly kills: number; readonly readings: number }> {
  const { enterprise, ids } = await requested(home, seed);
  const database = path.join(home, 'organizations', FOREIGN_EXCHANGE, 'gateway.db-wal');
  // The second change of each life: every one comes further than the one before.
  for (let kill = 0; kill < KILLS; kill += 1) await killAtChange(home, database, 2);
  await withRuntime(home, async (runtime) => {
    for (const id of ids) await assertReceivedOnce(runtime, id, enterprise.name);
    expect(await runtime.gatewayOf(FOREIGN_EXCHANGE).workers.stuck()).to.deep.equal([]);
  });
  return { kills: KILLS, readings: ids.length };
}

async function requested(
  home: string,
  seed: number,
): Promise<Licensed & { readonly ids: readonly ReadingId[] }> {
  const licensed = await withRuntime(home, async (runtime) => {
    const made = await newLicensed(runtime, seed);
    await attest(runtime, made);
    return { ...made, application: await apply(runtime, made) };
  });
  const runtime = await openRuntime({ home, workers: false });
  try {
    const ids: ReadingId[] = [];
    for (let index = 0; index < READINGS; index += 1)
      ids.push(await requestName(runtime, licensed, licensed.application));
    return { ...licensed, ids };
  } finally {
    await runtime.close();
  }
}

async function killAtChange(home: string, database: string, number: number): Promise<void> {
  const child = fork(COLLECTOR, [home], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'close');
  let changes = 0;
  const watcher = watch(path.dirname(database), (_event, file) => {
    if (file !== path.basename(database)) return;
    changes += 1;
    if (changes === number) child.kill('SIGKILL');
  });
  const [, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  watcher.close();
  expect(signal).to.equal('SIGKILL');
}

async function assertReceivedOnce(runtime: Runtime, id: ReadingId, name: string): Promise<void> {
  const { readModel, services } = runtime.gatewayOf(FOREIGN_EXCHANGE);
  expect((await services.readings.settled(id, 60_000)).status).to.equal('received');
  const { record } = (await readModel.reading(id))!;
  expect(record.acts, 'request, answer, receipt').to.have.length(3);
  expect((await services.readings.collected(id))?.claims).to.deep.include({ name });
}
