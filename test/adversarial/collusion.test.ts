import { parseAgencyCode } from '@onceledger/chaincode/domain';
import { expect } from 'chai';
import { apply, FOREIGN_EXCHANGE, requestName } from '../support/applicant.js';
import { auditOf, forgeAttestation, forgeGrant, onLedger, withForger } from '../support/forger.js';
import { withHome, withRuntime } from '../support/home.js';
import { refused } from '../support/refused.js';
import { attest, newLicensed } from '../support/licensed.js';

describe('two organizations that endorse what nobody signed', function () {
  this.timeout(120_000);

  it('commit a forged attestation, which custodian, reader and audit refuse', () =>
    withHome((home) =>
      withRuntime(
        home,
        async (runtime) => {
          const licensed = await newLicensed(runtime, 71);
          const application = await apply(runtime, licensed);
          expect((await auditOf(runtime)).findings, 'before').to.deep.equal([]);

          await forgeAttestation(runtime, licensed);
          const record = await onLedger(runtime, 'declarations:show', licensed.declaration);
          expect(record['status'], 'Fabric itself takes it for valid').to.equal('attested');

          const reading = await requestName(runtime, licensed, application);
          await runtime.settle();
          const custodian = runtime.gatewayOf(parseAgencyCode('market-regulation'));
          const answered = await custodian.readModel.reading(reading);
          expect(answered?.record.status, 'the custodian grants nothing on it').to.not.equal('granted');
          expect(answered?.record.status).to.not.equal('received');

          for (const gateway of runtime.gateways) {
            const verified = await gateway.services.evidence.verify(licensed.declaration);
            expect(verified.genuine, `${gateway.organization} relies on it`).to.equal(false);
          }
          const { findings } = await auditOf(runtime);
          expect(findings.map(({ subject }) => subject)).to.include(`declaration ${licensed.declaration}`);
        },
        { contracts: withForger },
      ),
    ));

  it('commit a forged grant, which custodian, reader and audit refuse', () =>
    withHome((home) =>
      withRuntime(
        home,
        async (runtime) => {
          const licensed = await newLicensed(runtime, 72);
          await attest(runtime, licensed);
          const application = await apply(runtime, licensed);
          const custodian = runtime.gatewayOf(parseAgencyCode('market-regulation'));
          await custodian.workers.close();
          const reading = await requestName(runtime, licensed, application);
          await forgeGrant(runtime, reading);
          expect((await onLedger(runtime, 'readings:show', reading))['status']).to.equal('granted');

          const reader = runtime.gatewayOf(FOREIGN_EXCHANGE);
          await refused('NOT_VERIFIED', reader.services.readings.settled(reading, 30_000));
          expect(await reader.services.readings.collected(reading)).to.equal(undefined);
          expect((await reader.readModel.reading(reading))?.genuine).to.equal(false);

          const { findings } = await auditOf(runtime);
          expect(findings.map(({ subject }) => subject)).to.include(`reading ${reading}`);
        },
        { contracts: withForger },
      ),
    ));

  it('commit nothing that an audit finds fault with where they forge nothing', () =>
    withHome((home) =>
      withRuntime(
        home,
        async (runtime) => {
          const licensed = await newLicensed(runtime, 73);
          await attest(runtime, licensed);
          const reading = await requestName(runtime, licensed, await apply(runtime, licensed));
          const { readings } = runtime.gatewayOf(FOREIGN_EXCHANGE).services;
          expect((await readings.settled(reading, 30_000)).status).to.equal('received');
          expect((await auditOf(runtime)).findings).to.deep.equal([]);
        },
        { contracts: withForger },
      ),
    ));
});
