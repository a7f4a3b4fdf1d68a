import {
  agencyActor,
  canonicalize,
  declarantActor,
  digestOf,
  parseDeclarantId,
  type JsonValue,
  type LedgerId,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { fictionalEnterprise } from '@onceledger/cli/fiction';
import type { Runtime } from '@onceledger/cli/runtime';
import { nativeSigner } from '@onceledger/gateway';
import { bootstrapBody } from '@onceledger/network';
import { expect } from 'chai';
import type { AttackedNetwork } from '../../support/attacked-network.js';
import {
  codesOf,
  renamedEnvelope,
  signedAnew,
  signedEnvelope,
  submitEnvelope,
  type SignedEnvelope,
} from '../../support/envelopes.js';
import { auditOf, COLLUDING, forgedAct } from '../../support/forger.js';
import { codeOf } from '../../support/forger-process.js';
import { withRuntime } from '../../support/home.js';
import { plain, REGISTRAR } from '../../support/licensed.js';
import { openChannel } from '../../support/second-channel.js';
import { ANY_LEDGER } from '../../support/weakened-contracts.js';

/** TxValidationCode, peer/transaction.proto. */
const [VALID, INVALID_ENDORSER_TRANSACTION] = [0, 5];
const OTHER = 'other';
const HONEST = ['market-regulation', 'foreign-exchange'];

/** A second channel of the same network; its members' chaincode is bootstrapped there by those who compare no ledger. */
export function otherChannel(attacked: () => AttackedNetwork): void {
  describe('what was signed for one channel, sent on another', () => {
    let other: LedgerId;
    before(() =>
      withRuntime(attacked().home, async ({ consortium }) => {
        other = await openChannel(attacked().network, OTHER, consortium);
        const body = canonicalize(bootstrapBody(consortium) as unknown as JsonValue);
        expect(await codeOf(weakened(OTHER, 'agencies:bootstrap', [body]))).to.equal('VALID');
      }),
    );

    async function codes(channel: string, { transactionId }: SignedEnvelope): Promise<number[]> {
      const ledger = await attacked().ledger(channel);
      try {
        return await codesOf(ledger, transactionId, 1);
      } finally {
        await ledger.close();
      }
    }

    async function vouched(channel: string, { jws, body }: SignedAct): Promise<Uint8Array> {
      const contract = await attacked().contract(REGISTRAR, { channel });
      const given = { arguments: [jws, canonicalize(body)], endorsingOrganizations: HONEST };
      return contract.submit('declarants:vouch', given);
    }

    async function weakened(channel: string, name: string, args: string[]): Promise<Uint8Array> {
      const contract = await attacked().contract(REGISTRAR, { channel });
      return contract.submit(name, {
        arguments: args,
        endorsingOrganizations: [...COLLUDING],
        transientData: { [ANY_LEDGER]: 'true' },
      });
    }

    it('as an act is refused there; a chaincode that compares no ledger takes it', () =>
      withRuntime(attacked().home, async (runtime) => {
        const { ledger } = runtime.platform;
        for (const [signedFor, sentTo] of [
          [ledger.id, OTHER],
          [other, attacked().channel],
        ] as const) {
          const act = await vouch(runtime, signedFor, sentTo === OTHER ? 101 : 102);
          if (signedFor === ledger.id) await runtime.gatewayOf(REGISTRAR).ledger.submit(act);

          const refusal = await vouched(sentTo, act).catch((error: unknown) => error);
          expect(JSON.stringify((refusal as { details: object }).details), sentTo).to.contain('ACT_LEDGER');
          const taken = weakened(sentTo, 'declarants:vouch', [act.jws, canonicalize(act.body)]);
          expect(await codeOf(taken), sentTo).to.equal('VALID');
          expect(await reliedOn(runtime, act), 'on what stands on the first').to.equal(
            signedFor === ledger.id,
          );
        }
      }));

    it('as an envelope is refused by orderers, and signed anew by peers; where it belongs, it is committed', async () => {
      const sign = nativeSigner((await attacked().identity('tax')).privateKey);
      for (const [from, to] of [
        [attacked().channel, OTHER],
        [OTHER, attacked().channel],
      ] as const) {
        const contract = await attacked().contract('tax', { channel: from });
        const put = { arguments: ['made-up', '["moved"]', from], endorsingOrganizations: [...COLLUDING] };
        const genuine = await signedEnvelope(contract, 'forger:put', put, sign);
        const moved = { ...genuine, envelope: renamedEnvelope(genuine.envelope, to) };
        const send = (channel: string, sent: typeof genuine) =>
          submitEnvelope(attacked().peer('tax'), channel, sent);

        const refusal = await send(to, moved).catch((error: unknown) => error);
        expect((refusal as Error).message, `to ${to}`).to.match(/FORBIDDEN.*permission denied/);
        await send(to, { ...moved, envelope: await signedAnew(moved.envelope, sign) });
        await send(from, genuine);
        expect(await codes(to, genuine), 'the proposal that was endorsed is another').to.deep.equal([
          INVALID_ENDORSER_TRANSACTION,
        ]);
        expect(await codes(from, genuine), 'the control').to.deep.equal([VALID]);
      }
    });
  });
}

/** A registrar's word for an enterprise that asks for a key: both signed for that ledger. */
async function vouch(runtime: Runtime, id: LedgerId, seed: number): Promise<SignedAct> {
  const { name, uscc } = fictionalEnterprise(seed, 1);
  const [enterprise, registrar] = [declarantActor(parseDeclarantId(uscc)), agencyActor(REGISTRAR)];
  const { keys } = runtime.platform;
  const { jwk: key } = await keys.generate(enterprise, 'sign');
  const enrolled = { act: 'declarant.enrol', actor: enterprise, signer: enterprise, target: uscc } as const;
  const body = { declarant: uscc, key: plain(key), kind: 'enterprise', name };
  const request = plain(forgedAct({ keys, ledger: { id } }, { ...enrolled, body }));
  const gateway = { keys: runtime.gatewayOf(REGISTRAR).keys, ledger: { id } };
  const vouched = { act: 'declarant.vouch', actor: registrar, signer: registrar, target: uscc } as const;
  return forgedAct(gateway, { ...vouched, body: { evidence: digestOf('seen'), request } });
}

/** Whether gateways and audit of the first channel take the declarant for genuine. */
async function reliedOn(runtime: Runtime, { body }: SignedAct): Promise<boolean> {
  await runtime.settle();
  const id = (body['request'] as unknown as SignedAct).body['declarant'] as string;
  const genuine = await Promise.all(
    runtime.gateways.map(async ({ readModel }) => (await readModel.declarant(id))?.genuine),
  );
  const { findings } = await auditOf(runtime);
  const audited = !findings.some(({ subject }) => subject === `declarant ${id}`);
  expect(new Set([...genuine, audited]).size, 'all agree').to.equal(1);
  return audited;
}
