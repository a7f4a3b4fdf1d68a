import { connect, hash, type Gateway } from '@hyperledger/fabric-gateway';
import {
  canonicalize,
  CHAINCODE_NAME,
  parseAgencyCode,
  randomId,
  type JsonObject,
  type Outcome,
} from '@onceledger/chaincode/domain';
import type { Runtime } from '@onceledger/cli/runtime';
import { nativeSigner } from '@onceledger/gateway';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { LedgerUnderTest } from '../ledger/suite.js';
import { apply, FOREIGN_EXCHANGE, requestName } from '../support/applicant.js';
import { CliSession } from '../support/cli-session.js';
import { needsFabric, networkOf, underTest } from '../support/fabric-network.js';
import { auditOf, COLLUDING, forge, forgedAct, forgeGrant, onLedger } from '../support/forger.js';
import { runForgers } from '../support/forger-process.js';
import { withRuntime } from '../support/home.js';
import { attest, newLicensed, plain, type Licensed } from '../support/licensed.js';
import { refused } from '../support/refused.js';

const PATIENCE = 30_000;

/** Tax and commerce run a chaincode of their own; foreign exchange reads, market regulation is the custodian. */
describe('readings that somebody would have otherwise', function () {
  this.timeout(240_000);
  let session: CliSession;
  let ledger: LedgerUnderTest;
  let folder = '';
  before(async function () {
    await needsFabric(this, 'forged readings');
    folder = await mkdtemp(path.join(tmpdir(), 'once-readings-'));
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
  const colluding = () => ({ client: ledger.client('tax' as never), endorsers: COLLUDING });

  it('a requester that does not submit gets nothing, and learns nothing of a refusal', () =>
    withRuntime(session.home, async (runtime) => {
      const [licensed, other] = [await newAttested(runtime, 91), await newAttested(runtime, 92)];
      const application = await apply(runtime, licensed);
      const denied = await requestName(runtime, other, application);
      expect((await readings(runtime).settled(denied, PATIENCE)).status).to.equal('refused');
      const granted = await requestName(runtime, licensed, application);
      expect((await readings(runtime).settled(granted, PATIENCE)).status).to.equal('received');

      const height = await runtime.platform.ledger.height();
      const held = [await endorsedOnly(runtime, denied), await endorsedOnly(runtime, granted)];
      expect(held.map(({ outcome }) => outcome.status)).to.deep.equal(['requested', 'requested']);
      await runtime.settle();
      expect(await runtime.platform.ledger.height(), 'nothing was ordered').to.equal(height);
      const { ledger: own } = runtime.gatewayOf(FOREIGN_EXCHANGE);
      for (const { outcome } of held) {
        await refused('NOT_FOUND', onLedger(runtime, 'readings:show', outcome.id));
        await refused('NOT_FOUND', own.query('readings:delivery', [outcome.id]));
      }

      // The refusal stands there by the custodian's act: the requester was not asked.
      const record = await onLedger(runtime, 'readings:show', denied);
      expect(record['status']).to.equal('refused');
      expect(record['acts']).to.have.length(2);
      await refused('NOT_FOUND', own.query('readings:delivery', [denied]));
    }));

  it('a grant that two forged is relied on by nobody', () =>
    withRuntime(session.home, async (runtime) => {
      const licensed = await newAttested(runtime, 93);
      const application = await apply(runtime, licensed);
      const custodian = runtime.gatewayOf(parseAgencyCode('market-regulation'));
      await custodian.workers.close();
      const reading = await requestName(runtime, licensed, application);
      await forgeGrant(runtime, reading, colluding());
      expect((await onLedger(runtime, 'readings:show', reading))['status']).to.equal('granted');

      await refused('NOT_VERIFIED', readings(runtime).settled(reading, PATIENCE));
      expect(await readings(runtime).collected(reading)).to.equal(undefined);
      const { findings } = await auditOf(runtime);
      expect(findings.map(({ subject }) => subject)).to.include(`reading ${reading}`);
    }));

  it('a private value that two exchanged is handed to nobody; the genuine one, put back, is', () =>
    withRuntime(session.home, async (runtime) => {
      const [licensed, other] = [await newAttested(runtime, 94), await newAttested(runtime, 95)];
      const application = await apply(runtime, licensed);
      const genuine = await sealedOf(runtime, licensed);
      await exchange(runtime, licensed, await sealedOf(runtime, other));

      const reading = await requestName(runtime, licensed, application);
      await pause(3_000);
      expect((await onLedger(runtime, 'readings:show', reading))['status']).to.equal('requested');
      expect(await readings(runtime).collected(reading)).to.equal(undefined);

      await exchange(runtime, licensed, genuine);
      expect((await readings(runtime).settled(reading, PATIENCE)).status).to.equal('received');
      const collected = await readings(runtime).collected(reading);
      expect(JSON.stringify(collected)).to.contain(licensed.enterprise.name);
    }));

  /** What the custodian's peer has under the declaration's key becomes another text, as two organizations like. */
  async function exchange(runtime: Runtime, { declaration }: Licensed, text: string): Promise<void> {
    await forge(runtime, ['putPrivate', 'sealed', `${declaration}@1`, text], colluding());
    await runtime.settle();
  }

  /** The same request under another identifier, signed and endorsed, and kept. */
  async function endorsedOnly(runtime: Runtime, reading: string): Promise<{ readonly outcome: Outcome }> {
    const [first] = (await onLedger(runtime, 'readings:show', reading))['acts'] as readonly JsonObject[];
    const id = randomId('r', randomBytes);
    const body = { ...(first!['body'] as JsonObject), reading: id };
    const actor = `agency:${FOREIGN_EXCHANGE}`;
    const gateway = runtime.gatewayOf(FOREIGN_EXCHANGE);
    const act = forgedAct(gateway, { act: 'reading.request', actor, body, signer: actor, target: id });
    const connected = await connectedAs('foreign-exchange');
    try {
      const contract = connected.getNetwork(ledger.channel).getContract(CHAINCODE_NAME);
      const proposal = contract.newProposal('readings:request', {
        arguments: [act.jws, canonicalize(body)],
        endorsingOrganizations: ['foreign-exchange', 'market-regulation'],
      });
      const endorsed = await proposal.endorse();
      return { outcome: JSON.parse(Buffer.from(endorsed.getResult()).toString()) as Outcome };
    } finally {
      connected.close();
    }
  }

  async function connectedAs(organization: string): Promise<Gateway> {
    const { certificate, mspId, privateKey } = await ledger.identity(organization as never);
    return connect({
      client: ledger.client(organization as never),
      hash: hash.none,
      identity: { credentials: Buffer.from(certificate), mspId },
      signer: nativeSigner(privateKey),
    });
  }
});

const readings = (runtime: Runtime) => runtime.gatewayOf(FOREIGN_EXCHANGE).services.readings;

async function newAttested(runtime: Runtime, seed: number): Promise<Licensed> {
  const licensed = await newLicensed(runtime, seed);
  await attest(runtime, licensed);
  return licensed;
}

async function sealedOf(runtime: Runtime, { declaration }: Licensed): Promise<string> {
  const { ledger } = runtime.gatewayOf(parseAgencyCode('market-regulation'));
  return canonicalize(plain((await ledger.query('declarations:sealed', [declaration, '1'])) as JsonObject));
}
