import {
  agencyActor,
  parseAct,
  parseAgencyCode,
  parseClaimPath,
  parseConsentId,
  parseEntryId,
  type AgencyCode,
  type ReadingId,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { openRuntime, type Runtime } from '@onceledger/cli/runtime';
import type { Ledger } from '@onceledger/gateway';
import { expect } from 'chai';
import { withHome } from '../support/home.js';
import { newLicensed, REGISTRAR, type Licensed } from '../support/licensed.js';

const TAX = parseAgencyCode('tax');
const COMMERCE = parseAgencyCode('commerce');
/** More than a custodian answers at once. */
const FLOOD = 300;
const WAIT = 20_000;

describe('readings that a requester lets hang', () => {
  it('hold up its own answers alone', () =>
    withHome(async (home) => {
      const runtime = await openRuntime({ home });
      let release = (): void => undefined;
      try {
        const licensed = await newLicensed(runtime, 81);
        const flood: string[] = [];
        let isComing = true;
        // While it comes, nobody is answered: an answer can be quicker than what the request returns.
        const hangs = (target: string): boolean => isComing || flood.includes(target);
        release = hang(runtime.gatewayOf(REGISTRAR).ledger, hangs);
        const requests = Array.from({ length: FLOOD }, () => request(runtime, licensed, TAX));
        flood.push(...(await Promise.all(requests)));
        isComing = false;
        const reading = await request(runtime, licensed, COMMERCE);
        const { readings } = runtime.gatewayOf(COMMERCE).services;
        expect(await readings.settled(reading, WAIT)).to.include({ reading, status: 'refused' });
      } finally {
        release();
        await runtime.close();
      }
    }));
});

/** Refused, since there is no such consent: what its answer is makes no difference here. */
function request(runtime: Runtime, { declaration }: Licensed, by: AgencyCode): Promise<ReadingId> {
  return runtime.gatewayOf(by).services.readings.request(
    {
      basis: { consent: parseConsentId(`c-${'1'.repeat(32)}`), kind: 'consent' },
      claims: [parseClaimPath('name')],
      declaration,
      purpose: { item: parseEntryId('register-for-tax'), kind: 'item' },
    },
    { as: agencyActor(by) },
  );
}

/** Answers to such readings get no endorsement until they are released, and fail then. */
function hang(ledger: Ledger, hangs: (target: string) => boolean): () => void {
  let release = (): void => undefined;
  const released = new Promise<never>((_, reject) => {
    release = () => {
      reject(new Error('released'));
    };
  });
  released.catch(() => undefined);
  const submit = ledger.submit.bind(ledger);
  Object.assign(ledger, {
    submit: (...args: Parameters<Ledger['submit']>) => (isHung(args[0], hangs) ? released : submit(...args)),
  });
  return release;
}

function isHung({ jws }: SignedAct, hangs: (target: string) => boolean): boolean {
  const { act, target } = parseAct(jws).payload;
  return act === 'reading.answer' && hangs(target);
}
