import { connect, hash, type Contract, type Gateway } from '@hyperledger/fabric-gateway';
import { gateway as messages, common } from '@hyperledger/fabric-protos';
import { canonicalize, CHAINCODE_NAME, type JsonObject, type SignedAct } from '@onceledger/chaincode/domain';
import type { Runtime } from '@onceledger/cli/runtime';
import { nativeSigner } from '@onceledger/gateway';
import type { FabricNetwork } from '@onceledger/network/fabric';
import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newDeclaration } from '../bench/declarations.js';
import type { LedgerUnderTest } from '../ledger/suite.js';
import { CliSession } from '../support/cli-session.js';
import { needsFabric, networkOf, underTest } from '../support/fabric-network.js';
import { auditOf, COLLUDING, onLedger } from '../support/forger.js';
import { codeOf, runForgers } from '../support/forger-process.js';
import { withRuntime } from '../support/home.js';
import { openChannel, renamedEnvelope } from '../support/second-channel.js';

/** TxValidationCode, peer/transaction.proto. */
const [VALID, DUPLICATE_TXID] = [0, 9];
const OTHER = 'other';

/** Tax and commerce run a chaincode that looks at nothing: the control. */
describe('what was signed once, sent again', function () {
  this.timeout(240_000);
  let session: CliSession;
  let ledger: LedgerUnderTest;
  let network: FabricNetwork;
  let folder = '';
  const gateways: Gateway[] = [];
  before(async function () {
    await needsFabric(this, 'replays');
    folder = await mkdtemp(path.join(tmpdir(), 'once-replays-'));
    session = new CliSession(path.join(folder, 'home'), folder);
    await session.ok('network up');
    network = await networkOf(session.home);
    await runForgers(network, COLLUDING, path.join(folder, 'forger'));
    ledger = await underTest({ network, remove: () => Promise.resolve() });
  });
  after(async () => {
    if (folder === '') return;
    for (const gateway of gateways) gateway.close();
    await ledger.close();
    await session.run('network down --purge');
    await rm(folder, { recursive: true, force: true });
  });

  async function contract(channel = ledger.channel): Promise<Contract> {
    const { certificate, mspId, privateKey } = await ledger.identity('tax' as never);
    const gateway = connect({
      client: ledger.client('tax' as never),
      hash: hash.none,
      identity: { credentials: Buffer.from(certificate), mspId },
      signer: nativeSigner(privateKey),
    });
    gateways.push(gateway);
    return gateway.getNetwork(channel).getContract(CHAINCODE_NAME);
  }

  /** Hands an envelope to the peer's Gateway service as it stands. */
  function submitRaw(channel: string, transactionId: string, envelope: Uint8Array): Promise<void> {
    const request = new messages.SubmitRequest();
    request.setChannelId(channel);
    request.setTransactionId(transactionId);
    request.setPreparedTransaction(common.Envelope.deserializeBinary(envelope));
    return new Promise((resolve, reject) => {
      ledger.client('tax' as never).makeUnaryRequest(
        '/gateway.Gateway/Submit',
        (message: messages.SubmitRequest) => Buffer.from(message.serializeBinary()),
        (bytes: Buffer) => bytes,
        request,
        (error: Error | null) => {
          if (error === null) resolve();
          else reject(error);
        },
      );
    });
  }

  it('as the same transaction is committed once', () =>
    withRuntime(session.home, async (runtime) => {
      const act = newDeclaration(runtime, 1);
      const proposal = (await contract()).newProposal('declarations:declare', {
        arguments: [act.jws, canonicalize(act.body)],
        endorsingOrganizations: ['tax', 'foreign-exchange'],
      });
      const [first, second] = [await proposal.endorse(), await proposal.endorse()];
      const id = first.getTransactionId();
      expect(second.getTransactionId()).to.equal(id);
      const submitted = await first.submit();
      await second.submit();
      expect((await submitted.getStatus()).code).to.equal(VALID);
      await first.submit();

      expect(await codesOf(runtime, id, 3)).to.deep.equal([VALID, DUPLICATE_TXID, DUPLICATE_TXID]);
      const refusal = await proposal.endorse().catch((error: unknown) => error);
      expect(JSON.stringify(refusal)).to.contain('duplicate transaction found');
      await once(runtime, act);
    }));

  it('as another transaction changes nothing; where nothing is looked at, it is committed as often as it is sent', () =>
    withRuntime(session.home, async (runtime) => {
      const act = newDeclaration(runtime, 2);
      const called = await contract();
      const honest = {
        arguments: [act.jws, canonicalize(act.body)],
        endorsingOrganizations: ['tax', 'commerce'],
      };
      const answers: unknown[] = [];
      for (let round = 0; round < 3; round += 1)
        answers.push(JSON.parse(Buffer.from(await called.submit('declarations:declare', honest)).toString()));
      expect(answers.map((answer) => (answer as JsonObject)['repeated'])).to.deep.equal([
        undefined,
        true,
        true,
      ]);
      await once(runtime, act);

      const forged = { endorsingOrganizations: [...COLLUDING] };
      for (const value of ['1', '2']) {
        const put = { ...forged, arguments: ['made-up', '["counter"]', value] };
        expect(await codeOf(called.submit('forger:put', put))).to.equal('VALID');
      }
    }));

  it('on another channel is refused by its chaincode and by its orderers', () =>
    withRuntime(session.home, async (runtime) => {
      await openChannel(network, OTHER, runtime.consortium);
      const act = newDeclaration(runtime, 3);
      await runtime.gatewayOf('tax' as never).ledger.submit(act);
      const sent = {
        arguments: [act.jws, canonicalize(act.body)],
        endorsingOrganizations: ['market-regulation', 'foreign-exchange'],
      };
      const there = await contract(OTHER);
      const refusal = await there.submit('declarations:declare', sent).catch((error: unknown) => error);
      expect(JSON.stringify((refusal as { details: object }).details)).to.contain('ACT_LEDGER');

      const { bytes, transactionId } = await envelopeOf(runtime, act);
      const renamed = submitRaw(OTHER, transactionId, renamedEnvelope(bytes, OTHER));
      expect(
        await renamed.then(
          () => 'taken',
          () => 'refused',
        ),
        'its signature is of the other name',
      ).to.equal('refused');
      await submitRaw(ledger.channel, transactionId, bytes);
      expect(await codesOf(runtime, transactionId, 2), 'the control').to.deep.equal([VALID, DUPLICATE_TXID]);

      const forged = { arguments: ['made-up', '["act"]', act.jws], endorsingOrganizations: [...COLLUDING] };
      expect(await codeOf(there.submit('forger:put', forged)), 'who compares nothing').to.equal('VALID');
    }));

  /** The record has the act once, everybody agrees, and the audit finds nothing but what was forged. */
  async function once(runtime: Runtime, { body, jws }: SignedAct): Promise<void> {
    await runtime.settle();
    const record = await onLedger(runtime, 'declarations:show', body['declaration'] as string);
    expect(record['version']).to.equal(1);
    expect((record['acts'] as readonly JsonObject[]).map((act) => act['jws'])).to.deep.equal([jws]);
    expect((await auditOf(runtime)).findings).to.deep.equal([]);
  }
});

/** Validation codes of every envelope of that transaction, once there are so many. */
async function codesOf({ platform: { ledger } }: Runtime, id: string, count: number): Promise<number[]> {
  const stop = new AbortController();
  const codes: number[] = [];
  for await (const { envelopes, metadata } of ledger.blocks(0n, stop.signal)) {
    for (const [index, envelope] of envelopes.entries())
      if (envelope.kind === 'transaction' && envelope.transactionId === id)
        codes.push(metadata.validationCodes[index]!);
    if (codes.length === count) stop.abort();
  }
  return codes;
}

async function envelopeOf(
  { platform: { ledger } }: Runtime,
  act: SignedAct,
): Promise<{ readonly bytes: Uint8Array; readonly transactionId: string }> {
  const stop = new AbortController();
  try {
    for await (const { envelopes } of ledger.blocks(0n, stop.signal))
      for (const envelope of envelopes)
        if (envelope.kind === 'transaction' && Buffer.from(envelope.bytes).includes(act.jws)) return envelope;
  } finally {
    stop.abort();
  }
  throw new Error('the act is in no block');
}
