import {
  agencyActor,
  canonicalize,
  declarantActor,
  OnceError,
  parseAgencyCode,
  parseClaimPath,
  parseDeclarantId,
  parseEntryId,
  parseJson,
  type DeclarationId,
  type JsonValue,
} from '@onceledger/chaincode/domain';
import { fictionalEnterprise } from '@onceledger/cli/fiction';
import type { Runtime } from '@onceledger/cli/runtime';
import { mergeReceipts, newTrust, parseTrust, verifyEvidence, type Trust } from '@onceledger/gateway';
import { consortiumDigest } from '@onceledger/network';
import { expect } from 'chai';
import { withHome, withRuntime } from '../support/home.js';
import { mutations } from '../support/mutations.js';
import { refusal } from '../support/refusal.js';
import { refused } from '../support/refused.js';

const REGISTRAR = parseAgencyCode('market-regulation');
const { uscc, name, licence } = fictionalEnterprise(7, 1);
const declarant = parseDeclarantId(uscc);

const plain = (value: object): JsonValue => parseJson(JSON.stringify(value));

/** Without operators in common, so that two of them can be required. */
async function trustOf(runtime: Runtime, require: number): Promise<Trust> {
  const organizations = await Promise.all(
    runtime.gateways.map(async ({ organization, log }) => ({
      operator: `operator of ${organization}`,
      organization,
      verifierKey: await log.verifierKey(),
    })),
  );
  const { id } = runtime.platform.ledger;
  return parseTrust(
    plain(newTrust({ consortium: consortiumDigest(runtime.consortium), ledger: id, organizations, require })),
  );
}

async function declareLicence(runtime: Runtime): Promise<DeclarationId> {
  const { declarations, enrolment } = runtime.platform.services;
  const request = await enrolment.requestEnterprise({ name, uscc });
  await runtime.gatewayOf(REGISTRAR).services.enrolment.vouch(plain(request), { as: agencyActor(REGISTRAR) });
  await runtime.settle();
  const type = parseEntryId('business-licence');
  await declarations.declare({ claims: licence, declarant, type }, { as: declarantActor(declarant) });
  await runtime.settle();
  const [record] = await declarations.list(declarant);
  return record!.id;
}

describe('evidence', function () {
  this.timeout(180_000);

  let trust: Trust;
  /** Where one operator is enough: nobody else's word makes up for a broken one. */
  let one: Trust;
  let receipt: JsonValue;
  let single: JsonValue;
  let disclosure: JsonValue;
  let id: string;

  before(() =>
    withHome((home) =>
      withRuntime(home, async (runtime) => {
        const declared = await declareLicence(runtime);
        id = declared;
        trust = await trustOf(runtime, 2);
        one = { ...trust, require: 1 };
        const receipts = await Promise.all(
          runtime.gateways.map(({ services }) => services.evidence.receipt(declared)),
        );
        receipt = plain(mergeReceipts(receipts));
        single = plain(receipts[0]!);
        const paths = ['bankAccount', 'name'].map((path) => parseClaimPath(path));
        const { evidence } = runtime.platform.services;
        const opened = await evidence.disclosure(declared, paths, declarantActor(declarant));
        disclosure = plain(opened);
      }),
    ),
  );

  it('says who vouches for what, and that currency is unknown', async () => {
    const report = await verifyEvidence(receipt, trust);
    expect(report.id).to.equal(id);
    expect(report.operators).to.equal(5);
    expect(report.status).to.equal('declared');
    expect(report.version).to.equal(1);
    expect(report.currency).to.equal('unknown');
    expect(report.claims[parseClaimPath('name')]).to.equal(name);
    expect(Object.keys(report.claims)).to.not.include('bankAccount');
  });

  it('opens the disclosed claims and no other private one', async () => {
    const { claims, kind } = await verifyEvidence(disclosure, one);
    expect(kind).to.equal('disclosure');
    expect(claims).to.deep.equal({ bankAccount: licence['bankAccount'], name });
    expect(canonicalize(disclosure)).to.not.contain(licence['legalRepresentative.idNumber']);
  });

  it('is refused where fewer operators vouch than are required', async () => {
    await refused('NOT_VERIFIED', verifyEvidence(single, trust));
    expect((await verifyEvidence(single, one)).operators).to.equal(1);
    const alike = {
      ...trust,
      organizations: trust.organizations.map((known) => ({ ...known, operator: 'one' })),
    };
    await refused('NOT_VERIFIED', verifyEvidence(receipt, alike));
  });

  it('is refused on another ledger, and by keys that sign nothing here', async () => {
    const other = `once:${'A'.repeat(43)}` as Trust['ledger'];
    await refused('NOT_VERIFIED', verifyEvidence(receipt, { ...trust, ledger: other }));
    const [first, second, ...rest] = trust.organizations;
    const crossed = [
      { ...first!, verifierKey: second!.verifierKey },
      { ...second!, verifierKey: first!.verifierKey },
      ...rest,
    ];
    refusal('CONFIGURATION_INVALID', () => parseTrust(plain({ ...trust, organizations: crossed })));
  });

  it('keeps proving that it existed when the record is left out', async () => {
    const { proven, ...rest } = receipt as { proven: { record: JsonValue } } & Record<string, JsonValue>;
    const { record, ...redacted } = proven;
    expect(record).to.be.an('object');
    const report = await verifyEvidence(plain({ ...rest, proven: redacted, supports: [] }), trust);
    expect(report.committedIn.transactionId).to.match(/^[0-9a-f]{64}$/);
    expect(report.status).to.equal(undefined);
    expect(report.claims).to.deep.equal({});
  });

  // What may be left out: a disclosed claim, and the whole record (above).
  const harmless = (path: string): boolean =>
    /^\/claims\/[^/]+ left out$/.test(path) || path === '/proven/record left out';

  for (const [what, document, step] of [
    ['receipt', () => single, 7],
    ['disclosure', () => disclosure, 23],
  ] as const)
    it(`is refused after any change of the ${what}`, async () => {
      let tried = 0;
      for (const { path, value } of mutations(document(), step)) {
        if (harmless(path)) continue;
        tried += 1;
        const outcome = await attempt(verifyEvidence(value, one));
        expect(outcome, path).to.be.oneOf([
          'NOT_VERIFIED',
          'INPUT_INVALID',
          'IDENTIFIER_INVALID',
          'ACT_MALFORMED',
        ]);
      }
      expect(tried).to.be.greaterThan(500);
    });
});

async function attempt(action: Promise<unknown>): Promise<string> {
  try {
    await action;
    return 'accepted';
  } catch (error) {
    if (error instanceof OnceError) return error.code;
    throw error;
  }
}
