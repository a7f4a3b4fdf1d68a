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
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LedgerUnderTest } from '../ledger/suite.js';
import { CliSession } from '../support/cli-session.js';
import { needsFabric, networkOf, underTest } from '../support/fabric-network.js';
import { codeOf, runForgers } from '../support/forger-process.js';
import {
  auditOf,
  COLLUDING,
  forge,
  forgedAct,
  forgeAttestation,
  forgeRecord,
  onLedger,
  type ForgeryOptions,
} from '../support/forger.js';
import { withRuntime } from '../support/home.js';
import { newLicensed, newVouched, type Licensed } from '../support/licensed.js';
import { refused } from '../support/refused.js';
import { ShiftedDate } from '../support/shifted-date.js';

/** TxValidationCode, peer/transaction.proto. */
const ENDORSEMENT_POLICY_FAILURE = 10;
const BACKDATED_HOURS = 5 / 60;

/** Tax and commerce run a chaincode of their own; each attack is made by one, and then, as the control, by both. */
describe('organizations that run a modified chaincode on Fabric', function () {
  this.timeout(240_000);
  let session: CliSession;
  let ledger: LedgerUnderTest;
  let folder = '';
  before(async function () {
    await needsFabric(this, 'malicious organizations');
    folder = await mkdtemp(path.join(tmpdir(), 'once-malicious-'));
    session = new CliSession(path.join(folder, 'home'), folder);
    await session.ok('network up');
    const network = await networkOf(session.home);
    await runForgers(network, COLLUDING, path.join(folder, 'forger'));
    ledger = await underTest({ network, remove: () => Promise.resolve() });
  });
  after(async () => {
    if (folder === '') return;
    await ledger.close();
    await session.run('network down --purge');
    await rm(folder, { recursive: true, force: true });
  });
  const by = (...endorsers: string[]): ForgeryOptions => ({
    client: ledger.client('tax' as never),
    endorsers,
  });

  it('write no declaration, attestation or private value alone; two write what everyone refuses to rely on', () =>
    withRuntime(session.home, async (runtime) => {
      const licensed = await newLicensed(runtime, 74);
      const { declarant } = await newVouched(runtime, 75);
      const record = await onLedger(runtime, 'declarations:show', licensed.declaration);
      const attacks: readonly ((options: ForgeryOptions) => Promise<void>)[] = [
        (options) =>
          forgeRecord(runtime, 'declaration', [declarant, 'business-licence', ''], record, options),
        (options) => forgeAttestation(runtime, licensed, options),
        (options) => forge(runtime, ['putPrivate', 'sealed', 'made up', 'a value'], options),
      ];
      for (const attack of attacks) {
        expect(await codeOf(attack(by('tax'))), 'alone').to.equal(ENDORSEMENT_POLICY_FAILURE);
        expect(await codeOf(attack(by('tax', 'foreign-exchange'))), 'beside an honest one').to.equal(
          'EndorseError',
        );
      }
      expect((await auditOf(runtime)).findings, 'nothing of it is on the ledger').to.deep.equal([]);

      for (const attack of attacks) expect(await codeOf(attack(by(...COLLUDING))), 'both').to.equal('VALID');
      await reliedOnByNobody(runtime, licensed);
    }));

  it('backdate nothing: honest endorsers compare a timestamp with their clock, a chaincode without that does not', () =>
    withRuntime(session.home, async (runtime) => {
      const honest = {
        ...by('market-regulation', 'foreign-exchange'),
        contract: 'declarations',
      };
      const date = new ShiftedDate();
      date.pass(-BACKDATED_HOURS);
      try {
        const error = await forge(runtime, ['withdraw', 'an act', '{}'], honest).catch((one: unknown) => one);
        expect(error).to.have.property('name', 'EndorseError');
        expect(JSON.stringify((error as EndorseError).details)).to.contain('CLOCK_DIFFERS');
        const weakened = forge(runtime, ['put', 'made-up', '["late"]', '{}'], by(...COLLUDING));
        expect(await codeOf(weakened), "within Fabric's own 15 minutes").to.equal('VALID');
      } finally {
        date.restore();
      }
    }));

  it('replay nothing: a committed act changes nothing again, and one of another ledger is nobody’s here', () =>
    withRuntime(session.home, async (runtime) => {
      const { declaration } = await newLicensed(runtime, 77);
      const before = await onLedger(runtime, 'declarations:show', declaration);
      const [act] = before['acts'] as unknown as readonly SignedAct[];
      const tax = runtime.gatewayOf(parseAgencyCode('tax'));
      await tax.ledger.submit(act!);
      await runtime.settle();
      expect(await onLedger(runtime, 'declarations:show', declaration)).to.deep.equal(before);

      const signedFor = (id: LedgerId): SignedAct =>
        forgedAct({ keys: tax.keys, ledger: { id } } as never, {
          act: 'declaration.attest',
          actor: 'agency:tax',
          body: { basis: 'review', commitment: before['commitment']!, declaration, version: 1 },
          previous: digestOf(before),
          target: declaration,
        });
      const elsewhere = parseLedgerId(`another:${tax.ledger.id.split(':')[1]!}`);
      await refused('ACT_LEDGER', tax.ledger.submit(signedFor(elsewhere)));
      await refused('ACTOR_DENIED', tax.ledger.submit(signedFor(tax.ledger.id)));
    }));

  it('answer a query with a lie, which no gateway relies on: it validates blocks by itself', () =>
    withRuntime(session.home, async (runtime) => {
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
