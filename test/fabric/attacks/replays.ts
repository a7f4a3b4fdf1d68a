import { canonicalize, type JsonObject, type SignedAct } from '@onceledger/chaincode/domain';
import type { Runtime } from '@onceledger/cli/runtime';
import { expect } from 'chai';
import { newDeclaration } from '../../bench/declarations.js';
import type { AttackedNetwork } from '../../support/attacked-network.js';
import { codesOf } from '../../support/envelopes.js';
import { auditOf, COLLUDING, onLedger } from '../../support/forger.js';
import { codeOf } from '../../support/forger-process.js';
import { withRuntime } from '../../support/home.js';

/** TxValidationCode, peer/transaction.proto. */
const [VALID, DUPLICATE_TXID] = [0, 9];

export function replays(attacked: () => AttackedNetwork): void {
  describe('what was signed once, sent again', () => {
    it('as the same transaction is committed once', () =>
      withRuntime(attacked().home, async (runtime) => {
        const act = newDeclaration(runtime, 1);
        const proposal = (await attacked().contract('tax')).newProposal('declarations:declare', {
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

        const codes = await codesOf(runtime.platform.ledger, id, 3);
        expect(codes).to.deep.equal([VALID, DUPLICATE_TXID, DUPLICATE_TXID]);
        const refusal = await proposal.endorse().catch((error: unknown) => error);
        expect(JSON.stringify(refusal)).to.contain('duplicate transaction found');
        await once(runtime, act);
      }));

    it('as another transaction changes nothing, and answers as the first did', () =>
      withRuntime(attacked().home, async (runtime) => {
        const act = newDeclaration(runtime, 2);
        const { ledger } = runtime.gatewayOf('tax' as never);
        const answers = [await ledger.submit(act), await ledger.submit(act), await ledger.submit(act)];
        expect(answers.map(({ result }) => result.repeated)).to.deep.equal([undefined, true, true]);
        expect(new Set(answers.map(({ transactionId }) => transactionId)).size).to.equal(3);
        await once(runtime, act);
      }));

    it('would count as often as it is sent where nothing is looked at', async () => {
      const called = await attacked().contract('tax');
      for (const value of ['1', '2']) {
        const put = { arguments: ['made-up', '["counter"]', value], endorsingOrganizations: [...COLLUDING] };
        expect(await codeOf(called.submit('forger:put', put))).to.equal('VALID');
      }
    });
  });
}

/** The record has the act once, and the audit finds no fault with it. */
async function once(runtime: Runtime, { body, jws }: SignedAct): Promise<void> {
  await runtime.settle();
  const id = body['declaration'] as string;
  const record = await onLedger(runtime, 'declarations:show', id);
  expect(record['version']).to.equal(1);
  expect((record['acts'] as readonly JsonObject[]).map((act) => act['jws'])).to.deep.equal([jws]);
  const { findings } = await auditOf(runtime);
  expect(findings.map(({ subject }) => subject)).to.not.include(`declaration ${id}`);
}
