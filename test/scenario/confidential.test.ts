import { declarantActor, fail, parseAgencyCode, type ApplicationId } from '@onceledger/chaincode/domain';
import type { Runtime } from '@onceledger/cli/runtime';
import type { Ledger, SubmitOptions } from '@onceledger/gateway';
import { expect } from 'chai';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { INSPECTION, withConfidentialHome } from '../support/confidential.js';
import { withRuntime } from '../support/home.js';
import { newVouched, type Vouched } from '../support/licensed.js';
import { refused } from '../support/refused.js';

const CUSTODIANS = ['market-regulation', 'tax'];
const COMMERCE = parseAgencyCode('commerce');

/** An application whose parties do not include the gateway that it goes through. */
describe('an application for a confidential item', function () {
  this.timeout(60_000);

  it('ends at every custodian, or is said not to have', () =>
    withConfidentialHome(async (home) => {
      await withRuntime(home, async (runtime) => {
        const applicant = await newVouched(runtime, 91);
        const application = await apply(runtime, applicant);
        const restore = withholding(runtime.platform.ledger, 'tax');
        for (let attempt = 0; attempt < 2; attempt += 1)
          await refused('ENDORSEMENT_FAILED', close(runtime, applicant, application));
        expect(await endedAt(runtime, application)).to.deep.equal(['market-regulation']);
        restore();
        expect((await close(runtime, applicant, application)).result.status).to.equal('closed');
        expect(await endedAt(runtime, application)).to.deep.equal(CUSTODIANS);
        await refused('STATE_CONFLICT', close(runtime, applicant, application));
      });
    }));

  it('is known as ended to a gateway that reads the ledger anew', () =>
    withConfidentialHome(async (home) => {
      const applicant = await withRuntime(home, async (runtime) => {
        const one = await newVouched(runtime, 92);
        await close(runtime, one, await apply(runtime, one));
        await apply(runtime, one);
        return one;
      });
      const organization = path.join(home, 'organizations', COMMERCE);
      for (const name of await readdir(organization))
        if (name.startsWith('gateway.db')) await rm(path.join(organization, name));
      await withRuntime(home, async (runtime) => {
        const { readModel, workers } = runtime.gatewayOf(COMMERCE);
        const listed = await readModel.applications(applicant.declarant);
        expect(listed.map(({ status }) => status).sort()).to.deep.equal(['closed', 'open']);
        expect(await workers.stuck()).to.deep.equal([]);
      });
    }));
});

async function apply({ platform }: Runtime, { declarant }: Vouched): Promise<ApplicationId> {
  const as = declarantActor(declarant);
  return (await platform.services.wishes.apply(INSPECTION, declarant, { as })).application;
}

function close({ platform }: Runtime, { declarant }: Vouched, application: ApplicationId) {
  return platform.services.wishes.closeApplication(application, {}, { as: declarantActor(declarant) });
}

async function endedAt(runtime: Runtime, application: ApplicationId): Promise<readonly string[]> {
  await runtime.settle();
  const ended = await Promise.all(
    runtime.gateways.map(async ({ organization, readModel }) => {
      const found = await readModel.application(application, organization);
      return found?.record.status === 'closed' ? [organization] : [];
    }),
  );
  return ended.flat().sort();
}

/** As where that organization's peer does not endorse. */
function withholding(ledger: Ledger, organization: string): () => void {
  const submit = ledger.submit.bind(ledger);
  Object.assign(ledger, {
    submit: (act: Parameters<Ledger['submit']>[0], options: SubmitOptions = {}) =>
      options.parties?.some((party) => party === organization)
        ? Promise.reject(fail('ENDORSEMENT_FAILED', organization))
        : submit(act, options),
  });
  return () => {
    Object.assign(ledger, { submit });
  };
}
