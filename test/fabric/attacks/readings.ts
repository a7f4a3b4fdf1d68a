import {
  agencyActor,
  canonicalize,
  commitmentContext,
  digestOf,
  parseClaimPath,
  randomId,
  type DeclarationBody,
  type JsonObject,
  type JsonValue,
  type Outcome,
  type ReadingId,
  type SaltedClaims,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import type { Runtime } from '@onceledger/cli/runtime';
import { seal } from '@onceledger/gateway';
import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { apply, FOREIGN_EXCHANGE, requestClaims, requestName } from '../../support/applicant.js';
import type { AttackedNetwork } from '../../support/attacked-network.js';
import { auditOf, COLLUDING, forge, forgedAct, forgeGrant, onLedger } from '../../support/forger.js';
import { withRuntime } from '../../support/home.js';
import { attest, newLicensed, plain, REGISTRAR, type Licensed } from '../../support/licensed.js';
import { refused } from '../../support/refused.js';

const PATIENCE = 30_000;
const REQUESTER = agencyActor(FOREIGN_EXCHANGE);
const PRIVATE = parseClaimPath('legalRepresentative.idNumber');
const SALT = 'AAAAAAAAAAAAAAAAAAAAAA';

/** Foreign exchange reads, market regulation is the custodian; tax and commerce collude. */
export function readings(attacked: () => AttackedNetwork): void {
  describe('readings that somebody would have otherwise', () => {
    it('a requester that keeps what is endorsed gets nothing, and learns nothing of a refusal', () =>
      withRuntime(attacked().home, async (runtime) => {
        const [licensed, other] = [await newAttested(runtime, 91), await newAttested(runtime, 92)];
        const application = await apply(runtime, licensed);
        const denied = await requestName(runtime, other, application);
        const allowed = await requestName(runtime, licensed, application);
        const { services } = runtime.gatewayOf(FOREIGN_EXCHANGE);
        expect((await services.readings.settled(denied, PATIENCE)).status).to.equal('refused');
        expect((await services.readings.settled(allowed, PATIENCE)).status, 'the control').to.equal(
          'received',
        );
        await runtime.settle();

        const height = await runtime.platform.ledger.height();
        for (const reading of [denied, allowed]) {
          const { id, status } = await endorsedOnly(runtime, reading);
          expect(status, 'whatever the answer would be').to.equal('requested');
          await refused('NOT_FOUND', onLedger(runtime, 'readings:show', id));
          await refused('NOT_FOUND', onLedger(runtime, 'readings:authorize', id));
          await refused('NOT_FOUND', delivery(runtime, id));
        }
        await runtime.settle();
        expect(await runtime.platform.ledger.height(), 'nothing was ordered').to.equal(height);
      }));

    it('a refusal stands by the custodian’s act alone, and does not go away', () =>
      withRuntime(attacked().home, async (runtime) => {
        const [licensed, other] = [await newAttested(runtime, 96), await newAttested(runtime, 97)];
        const application = await apply(runtime, licensed);
        await runtime.settle();
        const { ledger, workers } = runtime.gatewayOf(FOREIGN_EXCHANGE);
        await workers.close();
        const denied = await requestName(runtime, other, application);
        const record = await answered(runtime, denied);
        expect(record['status']).to.equal('refused');
        await refused('NOT_FOUND', delivery(runtime, denied));

        const act = forgedAct(runtime.gatewayOf(FOREIGN_EXCHANGE), {
          act: 'reading.receive',
          actor: REQUESTER,
          body: { reading: denied, reason: 'COMMITMENT', result: 'rejected', salt: SALT },
          previous: digestOf(record),
          signer: REQUESTER,
          target: denied,
        });
        await refused('STATE_CONFLICT', ledger.submit(act));
        expect(await onLedger(runtime, 'readings:show', denied)).to.deep.equal(record);
      }));

    it('a grant that two forged is relied on by nobody', () =>
      withRuntime(attacked().home, async (runtime) => {
        const licensed = await newAttested(runtime, 93);
        const application = await apply(runtime, licensed);
        await runtime.gatewayOf(REGISTRAR).workers.close();
        const reading = await requestName(runtime, licensed, application);
        await forgeGrant(runtime, reading, attacked().by(...COLLUDING));
        expect((await onLedger(runtime, 'readings:show', reading))['status']).to.equal('granted');

        const requester = runtime.gatewayOf(FOREIGN_EXCHANGE).services.readings;
        await refused('NOT_VERIFIED', requester.settled(reading, PATIENCE));
        expect(await requester.collected(reading)).to.equal(undefined);
        const { findings } = await auditOf(runtime);
        expect(findings.map(({ subject }) => subject)).to.include(`reading ${reading}`);
      }));

    it('a private value that two exchanged or made up is handed to nobody; the genuine one, put back, is', () =>
      withRuntime(attacked().home, async (runtime) => {
        const [licensed, other] = [await newAttested(runtime, 94), await newAttested(runtime, 95)];
        const application = await apply(runtime, licensed);
        const genuine = await sealedOf(runtime, licensed);
        await exchange(runtime, licensed, await sealedOf(runtime, other));
        const reading = await requestClaims(runtime, licensed, application, [PRIVATE]);
        await stuckWith(runtime, reading, 'SEALED_PART_INVALID');
        await exchange(runtime, licensed, await madeUp(runtime, licensed));
        await stuckWith(runtime, reading, 'COMMITMENT_INVALID');
        expect((await onLedger(runtime, 'readings:show', reading))['status']).to.equal('requested');

        await exchange(runtime, licensed, genuine);
        const requester = runtime.gatewayOf(FOREIGN_EXCHANGE).services.readings;
        expect((await requester.settled(reading, PATIENCE)).status).to.equal('received');
        const collected = await requester.collected(reading);
        expect(collected?.claims[PRIVATE]).to.equal(licensed.enterprise.licence[PRIVATE]);
      }));

    /** What the custodian's peer has under the declaration's key becomes another text, as two organizations like. */
    async function exchange(runtime: Runtime, { declaration }: Licensed, text: string): Promise<void> {
      const put = ['putPrivate', 'sealed', `${declaration}@1`, text];
      await forge(runtime, put, attacked().by(...COLLUDING));
    }

    /** The same request under another identifier, signed and endorsed, and kept. */
    async function endorsedOnly(runtime: Runtime, reading: ReadingId): Promise<Outcome> {
      const [first] = (await onLedger(runtime, 'readings:show', reading))['acts'] as readonly JsonObject[];
      const id = randomId('r', randomBytes);
      const body = { ...(first!['body'] as JsonObject), reading: id };
      const requested = { act: 'reading.request', actor: REQUESTER, signer: REQUESTER, target: id } as const;
      const act = forgedAct(runtime.gatewayOf(FOREIGN_EXCHANGE), { ...requested, body });
      const proposal = (await attacked().contract('foreign-exchange')).newProposal('readings:request', {
        arguments: [act.jws, canonicalize(body)],
        endorsingOrganizations: ['foreign-exchange', 'market-regulation'],
      });
      return JSON.parse(Buffer.from((await proposal.endorse()).getResult()).toString()) as Outcome;
    }
  });
}

async function newAttested(runtime: Runtime, index: number): Promise<Licensed> {
  const licensed = await newLicensed(runtime, index);
  await attest(runtime, licensed);
  return licensed;
}

const delivery = (runtime: Runtime, reading: string): Promise<JsonValue> =>
  runtime.gatewayOf(FOREIGN_EXCHANGE).ledger.query('readings:delivery', [reading]);

/** The reading as it stands once the custodian's act is there, too. */
async function answered(runtime: Runtime, reading: ReadingId): Promise<JsonObject> {
  for (;;) {
    const record = await onLedger(runtime, 'readings:show', reading);
    if ((record['acts'] as readonly JsonObject[]).length === 2) return record;
    await pause(100);
  }
}

/** Resolves once the custodian failed to answer for that reason. */
async function stuckWith(runtime: Runtime, reading: ReadingId, code: string): Promise<void> {
  const { workers } = runtime.gatewayOf(REGISTRAR);
  while (!(await workers.stuck()).some((one) => one.task === `answer ${reading}` && one.code === code))
    await pause(100);
}

async function sealedOf(runtime: Runtime, { declaration }: Licensed): Promise<string> {
  const { ledger } = runtime.gatewayOf(REGISTRAR);
  return canonicalize(plain((await ledger.query('declarations:sealed', [declaration, '1'])) as JsonObject));
}

/** Other claims, sealed to the custodian's published key with all that is public of the declaration: it opens. */
async function madeUp(runtime: Runtime, { declaration }: Licensed): Promise<string> {
  const record = await onLedger(runtime, 'declarations:show', declaration);
  const [declared] = record['acts'] as unknown as readonly SignedAct[];
  const body = declared!.body as unknown as DeclarationBody;
  const claims = Object.fromEntries(
    Object.keys(body.leaves).map((path) => [path, { salt: SALT, value: 'made up' }]),
  ) as unknown as SaltedClaims;
  const { keys, ledger } = runtime.gatewayOf(REGISTRAR);
  const owner = agencyActor(REGISTRAR);
  const { jwk, kid } = keys.current(owner, 'encrypt')!;
  const context = commitmentContext({ ...body, ledger: ledger.id });
  const sealed = await seal(claims, [{ jwk, kid, owner }], { commitment: body.commitment, context });
  return canonicalize(plain(sealed));
}
