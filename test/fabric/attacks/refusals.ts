import {
  agencyActor,
  declarantActor,
  digestOf,
  type JsonObject,
  type ReadingId,
} from '@onceledger/chaincode/domain';
import type { Runtime } from '@onceledger/cli/runtime';
import type { Gateway } from '@onceledger/gateway';
import { expect } from 'chai';
import { setTimeout as pause } from 'node:timers/promises';
import type { AttackedNetwork } from '../../support/attacked-network.js';
import { auditOf, COLLUDING, forgedAct, forgeRecord, onLedger } from '../../support/forger.js';
import { withRuntime } from '../../support/home.js';
import { plain } from '../../support/licensed.js';
import { refused } from '../../support/refused.js';
import {
  consentTo,
  newResident,
  POLICE,
  requestBeyond,
  requestConsented,
  SCHOOLS,
  TAX,
} from '../../support/resident.js';

const PATIENCE = 100_000;

/** Tax reads an individual's residence, whose custodian is public security: its peer endorses what concerns it, or does not. */
export function refusals(attacked: () => AttackedNetwork): void {
  describe('a requester whose peer does not endorse its own refusal', () => {
    it('is refused all the same, and learns no reason', async () => {
      const { home, session } = attacked();
      const resident = await newResident(session, 71);
      const reading = await withRuntime(home, async (runtime) => {
        const consent = await consentTo(runtime, resident, TAX);
        const told = await requestBeyond(runtime, resident, consent);
        const { services, workers } = runtime.gatewayOf(TAX);
        expect(await services.readings.settled(told, PATIENCE), 'the control').to.deep.equal({
          reading: told,
          reason: 'CONSENT_SCOPE',
          status: 'refused',
        });
        await runtime.settle();
        await runtime.gatewayOf(POLICE).workers.close();
        const asked = await requestBeyond(runtime, resident, consent);
        await workers.close();
        return asked;
      });
      await attacked().stopChaincode('tax');
      try {
        await withRuntime(home, (runtime) => isRefused(runtime, reading));
      } finally {
        await attacked().startChaincode('tax');
      }
    });

    it('cannot keep a consent that is revoked', async () => {
      const { home, session } = attacked();
      const resident = await newResident(session, 73);
      const as = declarantActor(resident.declarant);
      const consent = await withRuntime(home, (runtime) => consentTo(runtime, resident, TAX));
      await attacked().stopChaincode('tax');
      try {
        await withRuntime(home, async (runtime) => {
          await refused('ENDORSEMENT_FAILED', consentTo(runtime, resident, TAX));
          const { wishes } = runtime.gatewayOf(POLICE).services;
          expect((await wishes.revokeConsent(consent, {}, { as })).result.status).to.equal('revoked');
          await runtime.settle();
          for (const code of [POLICE, TAX, SCHOOLS])
            expect((await runtime.gatewayOf(code).readModel.consent(consent))?.record.status).to.equal(
              'revoked',
            );
        });
      } finally {
        await attacked().startChaincode('tax');
      }
      await withRuntime(home, async (runtime) => {
        const reading = await requestConsented(runtime, resident, consent);
        const { readings } = runtime.gatewayOf(TAX).services;
        expect(await readings.settled(reading, PATIENCE)).to.include({ reason: 'CONSENT_REVOKED' });
        const { findings } = await auditOf(runtime);
        expect(findings.filter(({ subject }) => subject?.includes(consent))).to.deep.equal([]);
      });
    });

    it('cannot be refused by two who forge the custodian’s word, either', async () => {
      const resident = await newResident(attacked().session, 72);
      await withRuntime(attacked().home, async (runtime) => {
        const consent = await consentTo(runtime, resident, TAX);
        await runtime.gatewayOf(POLICE).workers.close();
        const reading = await requestBeyond(runtime, resident, consent);
        const record = await onLedger(runtime, 'readings:show', reading);
        const refusal = forgedAct(runtime.gatewayOf(TAX), {
          act: 'reading.refuse',
          actor: agencyActor(POLICE),
          body: { answer: digestOf('made up'), reading },
          previous: digestOf(record),
          target: reading,
        });
        const acts = [...(record['acts'] as readonly JsonObject[]), plain(refusal)];
        const forged = { ...record, acts, status: 'refused' };
        await forgeRecord(runtime, 'reading', [reading], forged, attacked().by(...COLLUDING));
        await refused('NOT_VERIFIED', runtime.gatewayOf(TAX).services.readings.settled(reading, PATIENCE));
        const { findings } = await auditOf(runtime);
        expect(findings.map(({ subject }) => subject)).to.include(`reading ${reading}`);
      });
    });
  });
}

async function isRefused(runtime: Runtime, reading: ReadingId): Promise<void> {
  const custodian = runtime.gatewayOf(POLICE);
  await isStuck(custodian, reading);
  expect((await onLedger(runtime, 'readings:show', reading))['status'], 'what it attempts').to.equal(
    'requested',
  );

  const { readings } = runtime.gatewayOf(TAX).services;
  expect(await readings.settled(reading, PATIENCE)).to.deep.equal({ reading, status: 'refused' });
  expect(await readings.collected(reading)).to.equal(undefined);
  expect((await readings.explain(reading, 'en')).text).to.contain('Refused in the open');
  await runtime.settle();
  const { state } = await custodian.services.readings.explain(reading, 'en');
  expect(state.reason).to.equal('CONSENT_SCOPE');
  expect(JSON.stringify(await onLedger(runtime, 'readings:show', reading))).to.not.contain('CONSENT_SCOPE');
  const { findings } = await auditOf(runtime);
  expect(findings.filter(({ subject }) => subject === `reading ${reading}`)).to.deep.equal([]);
  await refused('NOT_FOUND', custodian.ledger.query('readings:delivery', [reading]));
}

async function isStuck({ workers }: Gateway, reading: ReadingId): Promise<void> {
  while (!(await workers.stuck()).some(({ task }) => task === `answer ${reading}`)) await pause(100);
}
