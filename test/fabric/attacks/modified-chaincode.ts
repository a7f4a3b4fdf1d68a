import type { EndorseError } from '@hyperledger/fabric-gateway';
import {
  digestOf,
  parseAgencyCode,
  parseLedgerId,
  type JsonObject,
  type LedgerId,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import type { Runtime } from '@onceledger/cli/runtime';
import { expect } from 'chai';
import type { AttackedNetwork } from '../../support/attacked-network.js';
import { codeOf } from '../../support/forger-process.js';
import {
  auditOf,
  COLLUDING,
  forge,
  forgedAct,
  forgeAttestation,
  forgeRecord,
  onLedger,
  type ForgeryOptions,
} from '../../support/forger.js';
import { withRuntime } from '../../support/home.js';
import { newLicensed, newVouched, type Licensed } from '../../support/licensed.js';
import { refused } from '../../support/refused.js';
import { ShiftedDate } from '../../support/shifted-date.js';

/** TxValidationCode, peer/transaction.proto. */
const ENDORSEMENT_POLICY_FAILURE = 10;
const BACKDATED_HOURS = 5 / 60;

/** Each attack is made by one organization, and then, as the control, by two that collude. */
export function modifiedChaincode(attacked: () => AttackedNetwork): void {
  describe('organizations that run a modified chaincode', () => {
    const by = (...endorsers: readonly string[]): ForgeryOptions => attacked().by(...endorsers);

    it('write no declaration, attestation or private value alone; two write what everyone refuses to rely on', () =>
      withRuntime(attacked().home, async (runtime) => {
        const licensed = await newLicensed(runtime, 74);
        const { declarant } = await newVouched(runtime, 75);
        const record = await onLedger(runtime, 'declarations:show', licensed.declaration);
        const attacks: readonly ((options: ForgeryOptions) => Promise<void>)[] = [
          (options) =>
            forgeRecord(runtime, 'declaration', [declarant, 'business-licence', ''], record, options),
          (options) => forgeAttestation(runtime, licensed, options),
          (options) => forge(runtime, ['putPrivate', 'sealed', 'made up', 'a value'], options),
        ];
        const before = await auditOf(runtime);
        for (const attack of attacks) {
          expect(await codeOf(attack(by('tax'))), 'alone').to.equal(ENDORSEMENT_POLICY_FAILURE);
          expect(await codeOf(attack(by('tax', 'foreign-exchange'))), 'beside an honest one').to.equal(
            'EndorseError',
          );
        }
        expect((await auditOf(runtime)).findings, 'nothing of it is on the ledger').to.deep.equal(
          before.findings,
        );

        for (const attack of attacks)
          expect(await codeOf(attack(by(...COLLUDING))), 'both').to.equal('VALID');
        await reliedOnByNobody(runtime, licensed);
      }));

    it('backdate nothing: honest endorsers compare a timestamp with their clock, a chaincode without that does not', () =>
      withRuntime(attacked().home, async (runtime) => {
        const honest = {
          ...by('market-regulation', 'foreign-exchange'),
          contract: 'declarations',
        };
        const date = new ShiftedDate();
        date.pass(-BACKDATED_HOURS);
        try {
          const error = await forge(runtime, ['withdraw', 'an act', '{}'], honest).catch(
            (one: unknown) => one,
          );
          expect(error).to.have.property('name', 'EndorseError');
          expect(JSON.stringify((error as EndorseError).details)).to.contain('CLOCK_DIFFERS');
          const weakened = forge(runtime, ['put', 'made-up', '["late"]', '{}'], by(...COLLUDING));
          expect(await codeOf(weakened), "within Fabric's own 15 minutes").to.equal('VALID');
        } finally {
          date.restore();
        }
      }));

    it('replay nothing: a committed act changes nothing again, and one of another ledger is nobody’s here', () =>
      withRuntime(attacked().home, async (runtime) => {
        const { declaration } = await newLicensed(runtime, 77);
        const before = await onLedger(runtime, 'declarations:show', declaration);
        const [act] = before['acts'] as unknown as readonly SignedAct[];
        const tax = runtime.gatewayOf(parseAgencyCode('tax'));
        await tax.ledger.submit(act!);
        await runtime.settle();
        expect(await onLedger(runtime, 'declarations:show', declaration)).to.deep.equal(before);

        const signedFor = (id: LedgerId): SignedAct =>
          forgedAct(
            { keys: tax.keys, ledger: { id } },
            {
              act: 'declaration.attest',
              actor: 'agency:tax',
              body: { basis: 'review', commitment: before['commitment']!, declaration, version: 1 },
              previous: digestOf(before),
              target: declaration,
            },
          );
        const elsewhere = parseLedgerId(`another:${tax.ledger.id.split(':')[1]!}`);
        await refused('ACT_LEDGER', tax.ledger.submit(signedFor(elsewhere)));
        await refused('ACTOR_DENIED', tax.ledger.submit(signedFor(tax.ledger.id)));
      }));

    it('answer a query with a lie, which no gateway relies on: it validates blocks by itself', () =>
      withRuntime(attacked().home, async (runtime) => {
        const { declaration } = await newLicensed(runtime, 76);
        await runtime.settle();
        const { ledger: asked, readModel, services } = runtime.gatewayOf(parseAgencyCode('tax'));
        const answer = (await asked.query('declarations:show', [declaration])) as JsonObject;
        expect(answer['status'], 'who asks the peer alone is lied to').to.equal('attested');

        const known = await readModel.declaration(declaration);
        expect(known?.record.status).to.equal('declared');
        expect(known?.genuine).to.equal(true);
        expect((await services.evidence.verify(declaration)).genuine).to.equal(true);
      }));
  });
}

/** Fabric itself takes the record for valid; readers and audit judge by the acts in it. */
async function reliedOnByNobody(runtime: Runtime, { declaration }: Licensed): Promise<void> {
  await runtime.settle();
  expect((await onLedger(runtime, 'declarations:show', declaration))['status']).to.equal('attested');
  for (const gateway of runtime.gateways) {
    const { genuine } = await gateway.services.evidence.verify(declaration);
    expect(genuine, `${gateway.organization} relies on it`).to.equal(false);
  }
  const { readModel } = runtime.gatewayOf(parseAgencyCode('market-regulation'));
  expect((await readModel.declaration(declaration))?.genuine, 'the custodian').to.equal(false);
  const { findings } = await auditOf(runtime);
  expect(findings.map(({ subject }) => subject)).to.include(`declaration ${declaration}`);
}
