import { agencyActor, digestOf, type JsonObject, type ReadingId } from '@onceledger/chaincode/domain';
import type { Runtime } from '@onceledger/cli/runtime';
import { expect } from 'chai';
import { withSession, type CliSession } from '../support/cli-session.js';
import { auditOf, forgedAct, forgeRecord, onLedger, withForger } from '../support/forger.js';
import { withRuntime } from '../support/home.js';
import { newLicensed, plain } from '../support/licensed.js';
import { refused } from '../support/refused.js';
import { consentTo, newResident, POLICE, requestBeyond, SCHOOLS, TAX } from '../support/resident.js';

const PATIENCE = 30_000;
const NOW = '2026-03-01T12:00:00.000Z';

describe('two organizations that write what nobody can read, or what is blinded', function () {
  this.timeout(120_000);

  const colluding = (use: (runtime: Runtime, session: CliSession) => Promise<void>): Promise<void> =>
    withSession((session) =>
      withRuntime(session.home, (runtime) => use(runtime, session), { contracts: withForger }),
    );

  /** A reading that tax requested and nobody answered. */
  async function requested(session: CliSession): Promise<ReadingId> {
    const resident = await newResident(session, 81);
    return withRuntime(session.home, async (runtime) => {
      const consent = await consentTo(runtime, resident, TAX);
      await runtime.gatewayOf(POLICE).workers.close();
      return requestBeyond(runtime, resident, consent);
    });
  }

  it('stop no gateway by acts whose bodies are anything', () =>
    colluding(async (runtime) => {
      const kinds = [
        ['consent', `c-${'1'.repeat(32)}`, 'active'],
        ['application', `a-${'1'.repeat(32)}`, 'open'],
      ] as const;
      for (const [kind, id, status] of kinds) {
        const act = forgedAct(runtime.gatewayOf(TAX), {
          act: 'consent.grant',
          actor: agencyActor(TAX),
          body: {},
          target: id,
        });
        const record = { acts: [plain(act)], format: 1, id, kind, status, updatedAt: NOW };
        await forgeRecord(runtime, kind, [id], record);
      }
      await runtime.settle();
      const { declaration } = await newLicensed(runtime, 82);
      for (const gateway of runtime.gateways)
        expect((await gateway.services.evidence.verify(declaration)).genuine).to.equal(true);
      const { findings } = await auditOf(runtime);
      const subjects = findings.map(({ subject }) => subject);
      for (const [kind, id] of kinds) expect(subjects).to.include(`${kind} ${id}`);
    }));

  const forgeries: readonly (readonly [
    what: string,
    forge: (record: JsonObject, act: JsonObject) => JsonObject,
  ])[] = [
    [
      'make themselves the custodian',
      (record, act) => ({ ...record, ...refusedBy(record, act), custodianOrganization: 'tax' }),
    ],
    [
      'append a digest of nothing',
      (record) => ({ ...record, acts: [...actsOf(record), { digest: digestOf('nothing') }] }),
    ],
    ['drop a party', (record, act) => ({ ...record, ...refusedBy(record, act), parties: ['tax'] })],
    [
      'grant by an act in the open',
      (record, act) => ({ ...record, ...refusedBy(record, act), status: 'granted' }),
    ],
  ];
  for (const [what, forge] of forgeries) {
    it(`${what}: everybody sees that the reading is forged`, () =>
      withSession(async (session) => {
        const reading = await requested(session);
        await withRuntime(
          session.home,
          async (runtime) => {
            await runtime.gatewayOf(POLICE).workers.close();
            const record = await onLedger(runtime, 'readings:show', reading);
            const act = forgedAct(runtime.gatewayOf(TAX), {
              act: 'reading.refuse',
              actor: agencyActor(TAX),
              body: { answer: digestOf('made up'), reading },
              previous: digestOf(record),
              target: reading,
            });
            await forgeRecord(runtime, 'reading', [reading], forge(record, plain(act) as JsonObject));
            const { findings } = await auditOf(runtime);
            expect(findings.map(({ subject }) => subject)).to.include(`reading ${reading}`);
            await refused(
              'NOT_VERIFIED',
              runtime.gatewayOf(TAX).services.readings.settled(reading, PATIENCE),
            );
          },
          { contracts: withForger },
        );
      }));
  }

  it('a requester who cites a consent that others were given is refused, and is not shown it', () =>
    withSession(async (session) => {
      const resident = await newResident(session, 83);
      await withRuntime(session.home, async (runtime) => {
        const consent = await consentTo(runtime, resident, SCHOOLS);
        const reading = await requestBeyond(runtime, resident, consent);
        const { ledger, services } = runtime.gatewayOf(TAX);
        expect(await services.readings.settled(reading, PATIENCE)).to.deep.equal({
          reading,
          status: 'refused',
        });
        await refused('NOT_FOUND', ledger.query('readings:blinded', ['consent', consent]));
        const [, act] = actsOf(await onLedger(runtime, 'readings:show', reading));
        expect(act?.['body']).to.have.all.keys('answer', 'reading');
        await runtime.settle();
        const { state } = await runtime.gatewayOf(POLICE).services.readings.explain(reading, 'en');
        expect(state.reason).to.match(/^CONSENT_/);
        expect((await auditOf(runtime)).findings).to.deep.equal([]);
      });
    }));
});

function actsOf(record: JsonObject): readonly JsonObject[] {
  return record['acts'] as readonly JsonObject[];
}

function refusedBy(record: JsonObject, act: JsonObject): JsonObject {
  return { acts: [...actsOf(record), act], status: 'refused' };
}
