import {
  agencyActor,
  claimPaths,
  declarantActor,
  parseAct,
  parseAgencyCode,
  parseDeclarantId,
  parseEntryId,
  parseJson,
  type ActKind,
  type DeclarationId,
  type ReadingId,
} from '@onceledger/chaincode/domain';
import { fictionalEnterprise } from '@onceledger/cli/fiction';
import { openRuntime, type Runtime } from '@onceledger/cli/runtime';
import { audit, auditBlocks, type Ledger } from '@onceledger/gateway';
import { consortiumDigest } from '@onceledger/network';
import { expect } from 'chai';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withHome, withRuntime } from '../support/home.js';

const REGISTRAR = parseAgencyCode('market-regulation');
const LICENCE = parseEntryId('business-licence');
const { uscc, name, licence } = fictionalEnterprise(8, 1);
const declarant = parseDeclarantId(uscc);

interface CrashPoint {
  readonly act: ActKind;
  readonly when: 'before its submit' | 'after its commit';
}
const POINTS: readonly CrashPoint[] = (
  ['custody.reseal', 'reading.answer', 'reading.receive'] as const
).flatMap((act) => (['before its submit', 'after its commit'] as const).map((when) => ({ act, when })));

/** Makes a ledger stand still at one point for ever: what is on the disk then is what a killed process leaves. */
function standStill(
  ledger: Ledger,
  { act, when }: CrashPoint,
): { reached: Promise<void>; release: () => void } {
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  let release = (): void => undefined;
  const released = new Promise<never>((_, reject) => {
    release = () => {
      reject(new Error('the crashed process ends'));
    };
  });
  released.catch(() => undefined);
  const at = async <T>(kind: ActKind, submit: () => Promise<T>): Promise<T> => {
    if (kind !== act) return submit();
    if (when === 'after its commit') await submit();
    reach();
    return released;
  };
  const submit = ledger.submit.bind(ledger);
  const submitMany = ledger.submitMany.bind(ledger);
  Object.assign(ledger, {
    submit: (...args: Parameters<Ledger['submit']>) =>
      at(parseAct(args[0].jws).payload.act, () => submit(...args)),
    submitMany: (...args: Parameters<Ledger['submitMany']>) => at(args[0], () => submitMany(...args)),
  } satisfies Partial<Ledger>);
  return { reached, release };
}

async function enrol(runtime: Runtime): Promise<void> {
  const request = await runtime.platform.services.enrolment.requestEnterprise({ name, uscc });
  const file = parseJson(JSON.stringify(request));
  await runtime.gatewayOf(REGISTRAR).services.enrolment.vouch(file, { as: agencyActor(REGISTRAR) });
  await runtime.settle();
}

/** Declares, then asks for every claim in order to attest: custody, answer and receipt follow by themselves. */
async function declareAndRequest(runtime: Runtime): Promise<{ id: DeclarationId; reading: ReadingId }> {
  const { declarations } = runtime.platform.services;
  await declarations.declare(
    { claims: licence, declarant, type: LICENCE },
    { as: declarantActor(declarant) },
  );
  const [record] = await declarations.list(declarant);
  const gateway = runtime.gatewayOf(REGISTRAR);
  const type = (await gateway.readModel.entry(LICENCE))!.record.entry;
  const reading = await gateway.services.readings.request(
    {
      basis: { kind: 'attestation' },
      claims: type.kind === 'type' ? claimPaths(type.body) : [],
      declaration: record!.id,
      purpose: { kind: 'attestation' },
    },
    { as: agencyActor(REGISTRAR) },
  );
  return { id: record!.id, reading };
}

/** Nothing is committed any more, and every read model has all: whoever stands still may have had other work, too. */
async function comesToRest(runtime: Runtime): Promise<void> {
  for (;;) {
    const height = await runtime.platform.ledger.height();
    await pause(500);
    const behind = runtime.gateways.some(({ readModel }) => readModel.position() !== height);
    if (!behind && (await runtime.platform.ledger.height()) === height) return;
  }
}

async function assertDoneOnce(runtime: Runtime, id: DeclarationId, reading: ReadingId): Promise<void> {
  const gateway = runtime.gatewayOf(REGISTRAR);
  expect(await gateway.workers.stuck()).to.deep.equal([]);
  const { record } = (await gateway.readModel.reading(reading))!;
  expect(record.status).to.equal('received');
  expect(record.acts).to.have.length(3);
  const custody = await runtime.platform.ledger.query('declarations:custody', [id, '1']);
  expect(custody).to.include({ state: 'held' });
  expect((custody as { acts: unknown[] }).acts).to.have.length(1);
  const collected = await gateway.services.readings.collected(reading);
  expect(collected?.claims).to.deep.include({ name, bankAccount: licence['bankAccount'] });
  const { findings } = await audit({
    blocks: auditBlocks(runtime.platform.ledger),
    checkpoints: await Promise.all(runtime.gateways.map(({ log }) => log.checkpoint())),
    consortium: consortiumDigest(runtime.consortium),
    ledger: runtime.platform.ledger.id,
  });
  expect(findings).to.deep.equal([]);
}

describe('custodian and collector', function () {
  this.timeout(240_000);

  for (const point of POINTS)
    it(`go on without gap or double effect after a crash: ${point.act}, ${point.when}`, () =>
      withHome(async (home, folder) => {
        const crashed = path.join(folder, 'crashed');
        const first = await openRuntime({ home });
        await first.settle();
        await enrol(first);
        const { reached, release } = standStill(first.gatewayOf(REGISTRAR).ledger, point);
        const { id, reading } = await declareAndRequest(first);
        await reached;
        // Everybody else comes to rest, so that the copy is of one moment.
        await Promise.all(
          first.gateways
            .filter(({ organization }) => organization !== first.gatewayOf(REGISTRAR).organization)
            .map(({ workers }) => workers.settle()),
        );
        await comesToRest(first);
        await cp(home, crashed, { recursive: true });
        release();
        await first.close();
        await withRuntime(crashed, (second) => assertDoneOnce(second, id, reading));
      }));

  it('do nothing twice where a gateway’s database falls back to an earlier state', () =>
    withHome(async (home, folder) => {
      const database = (one: Runtime) =>
        path.join(home, 'organizations', one.gatewayOf(REGISTRAR).organization);
      const former = path.join(folder, 'former');
      const place = await withRuntime(home, async (runtime) => {
        await enrol(runtime);
        return database(runtime);
      });
      await cp(place, former, { recursive: true });
      const done = await withRuntime(home, async (runtime) => {
        const made = await declareAndRequest(runtime);
        await runtime.settle();
        return { ...made, height: await runtime.platform.ledger.height() };
      });
      for (const file of ['gateway.db', 'gateway.db-wal', 'gateway.db-shm'])
        await cp(path.join(former, file), path.join(place, file), { force: true }).catch(() => undefined);
      await withRuntime(home, async (runtime) => {
        const gateway = runtime.gatewayOf(REGISTRAR);
        expect((await gateway.readModel.reading(done.reading))?.record.status).to.equal('received');
        expect(await gateway.workers.stuck()).to.deep.equal([]);
        expect(await runtime.platform.ledger.height()).to.equal(done.height);
      });
    }));
});
