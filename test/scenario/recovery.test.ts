import {
  agencyActor,
  declarantActor,
  OnceError,
  parseAgencyCode,
  parseDeclarantId,
  parseEntryId,
  timestampOf,
  type DeclarantId,
} from '@onceledger/chaincode/domain';
import { fictionalEnterprise } from '@onceledger/cli/fiction';
import type { Runtime } from '@onceledger/cli/runtime';
import { expect } from 'chai';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ShiftedDate } from '../support/shifted-date.js';
import { withHome, withRuntime } from '../support/home.js';

const HOUR = 3_600_000;
const REGISTRAR = parseAgencyCode('market-regulation');
const SECOND = parseAgencyCode('government-affairs');
const LICENCE = parseEntryId('business-licence');

async function enrol(runtime: Runtime, index: number): Promise<DeclarantId> {
  const { uscc, name } = fictionalEnterprise(9, index);
  const request = await runtime.platform.services.enrolment.requestEnterprise({ uscc, name });
  const file = JSON.parse(JSON.stringify(request)) as never;
  await runtime.gatewayOf(REGISTRAR).services.enrolment.vouch(file, { as: agencyActor(REGISTRAR) });
  await runtime.settle();
  return parseDeclarantId(uscc);
}

const declare = (runtime: Runtime, declarant: DeclarantId, index: number) =>
  runtime.platform.services.declarations.declare(
    { type: LICENCE, declarant, claims: fictionalEnterprise(9, index).licence },
    { as: declarantActor(declarant) },
  );

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'none';
  } catch (error) {
    expect(error).to.be.instanceOf(OnceError);
    return (error as OnceError).code;
  }
}

async function recover(runtime: Runtime, declarant: DeclarantId): Promise<void> {
  const proof = await runtime.platform.services.enrolment.prepareRecovery(declarant);
  const second = runtime.gatewayOf(SECOND).services.enrolment;
  const support = await second.supportRecovery(proof, { as: agencyActor(SECOND) });
  const { enrolment } = runtime.gatewayOf(REGISTRAR).services;
  await enrolment.recover(proof, { as: agencyActor(REGISTRAR), support });
  await runtime.settle();
}

describe('a declarant whose key is lost', function () {
  this.timeout(120_000);

  let time: ShiftedDate;
  beforeEach(() => {
    time = new ShiftedDate();
  });
  afterEach(() => {
    time.restore();
  });

  it('acts again with a new key after the delay, and not before', () =>
    withHome(async (home) => {
      const declarant = await withRuntime(home, async (runtime) => {
        const enrolled = await enrol(runtime, 1);
        await declare(runtime, enrolled, 1);
        await runtime.settle();
        return enrolled;
      });
      await rm(path.join(home, 'declarants', declarant), { recursive: true });
      await withRuntime(home, async (runtime) => {
        const { declarations } = runtime.platform.services;
        const [first] = await declarations.list(declarant);
        const withdraw = () => declarations.withdraw(first!.id, {}, { as: declarantActor(declarant) });
        expect(await codeOf(withdraw())).to.equal('KEY_MISSING');
        await recover(runtime, declarant);
        time.pass(71);
        expect(await codeOf(withdraw())).to.be.oneOf(['ACT_KEY', 'KEY_MISSING']);
        time.pass(2);
        const { result } = await withdraw();
        expect(result.status).to.equal('withdrawn');
      });
    }));

  it('keeps the old key where that key stops the recovery', () =>
    withHome((home) =>
      withRuntime(home, async (runtime) => {
        const declarant = await enrol(runtime, 2);
        await recover(runtime, declarant);
        await runtime.platform.services.enrolment.stopRecovery(declarant);
        await runtime.settle();
        time.pass(100);
        const { result } = await declare(runtime, declarant, 2);
        expect(result.status).to.equal('declared');
      }),
    ));

  it('may rotate it while it is not lost: the new key signs, the old one no more', () =>
    withHome((home) =>
      withRuntime(home, async (runtime) => {
        const declarant = await enrol(runtime, 6);
        await runtime.platform.services.enrolment.rotateKey(declarant);
        await runtime.settle();
        const { record } = (await runtime.platform.readModel.declarant(declarant))!;
        expect(record.keys).to.have.length(2);
        expect(record.keys[0]!.until).to.equal(record.keys[1]!.from);
        const { result } = await declare(runtime, declarant, 6);
        expect(result.status).to.equal('declared');
      }),
    ));

  it('needs a second agency: the registrar alone is refused', () =>
    withHome((home) =>
      withRuntime(home, async (runtime) => {
        const declarant = await enrol(runtime, 3);
        const proof = await runtime.platform.services.enrolment.prepareRecovery(declarant);
        const as = agencyActor(REGISTRAR);
        const { enrolment } = runtime.gatewayOf(REGISTRAR).services;
        expect(await codeOf(enrolment.recover(proof, { as, support: as }))).to.not.equal('none');
      }),
    ));
});

describe('a mandate', function () {
  this.timeout(120_000);

  it('lets the agent do what it names and nothing else, until it is revoked', () =>
    withHome((home) =>
      withRuntime(home, async (runtime) => {
        const principal = await enrol(runtime, 4);
        const agent = await enrol(runtime, 5);
        const { wishes, declarations } = runtime.platform.services;
        const { mandate } = await wishes.grantMandate(
          {
            from: principal,
            to: agent,
            scope: [LICENCE],
            actions: ['declare'],
            validUntil: timestampOf(Date.now() + 24 * HOUR),
          },
          { as: declarantActor(principal) },
        );
        await runtime.settle();
        const acting = { as: declarantActor(agent), mandate };
        const claims = fictionalEnterprise(9, 4).licence;
        const input = { type: LICENCE, declarant: principal, claims };

        expect(await codeOf(declarations.declare(input, { as: declarantActor(agent) }))).to.equal(
          'ACTOR_DENIED',
        );
        const { result } = await declarations.declare(input, acting);
        expect(result.status).to.equal('declared');
        await runtime.settle();
        const [declared] = await declarations.list(principal);
        expect(await codeOf(declarations.withdraw(declared!.id, {}, acting))).to.equal('MANDATE_INVALID');
        expect(await codeOf(wishes.apply(parseEntryId('register-for-tax'), principal, acting))).to.equal(
          'MANDATE_INVALID',
        );

        await declarations.withdraw(declared!.id, {}, { as: declarantActor(principal) });
        await wishes.revokeMandate(mandate, {}, { as: declarantActor(principal) });
        await runtime.settle();
        expect(await codeOf(declarations.declare(input, acting))).to.equal('MANDATE_INVALID');
      }),
    ));
});
