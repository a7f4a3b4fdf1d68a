import { verifyEvidence, parseTrust, type Trust } from '@onceledger/gateway';
import { OnceError, parseJson, type JsonObject, type JsonValue } from '@onceledger/chaincode/domain';
import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { withSession, type CliSession } from '../support/cli-session.js';
import { json, once } from '../support/cli.js';
import { ReceiptStory, STORY } from '../support/receipt-story.js';
import { mutations } from '../support/mutations.js';

describe('a receipt of each kind of record', function () {
  this.timeout(300_000);

  let trust: Trust;
  const receipts = new Map<string, JsonValue>();
  const reports = new Map<string, JsonObject>();

  before(() =>
    withSession(async (session) => {
      const story = new ReceiptStory(session);
      await story.tell();
      trust = parseTrust(await read(session, path.join(session.home, 'trust.json')));
      await session.write('trust.json', trust);
      for (const name of story.told) {
        receipts.set(name, await read(session, `${name}.json`));
        reports.set(name, await verifyElsewhere(session, `${name}.json`));
      }
    }),
  );

  for (const [name, expected] of Object.entries(STORY))
    it(`${name}: verifies with the trust file alone, and says who vouches`, () => {
      const report = reports.get(name);
      expect(report).to.deep.include({ currency: 'unknown', kind: 'receipt', operators: 1, ...expected });
      const { vouchedBy } = report as { vouchedBy?: readonly { organization: string }[] };
      expect(vouchedBy?.map(({ organization }) => organization)).to.deep.equal([
        'market-regulation',
        'tax',
        'commerce',
        'foreign-exchange',
        'government-affairs',
      ]);
    });

  for (const name of Object.keys(STORY))
    it(`${name}: is refused where anything that it rests on is left out, exchanged or changed`, async () => {
      const receipt = receipts.get(name) as JsonObject & { supports: readonly JsonObject[] };
      for (const [index, support] of receipt.supports.entries()) {
        const without = { ...receipt, supports: receipt.supports.toSpliced(index, 1) };
        // What an agency became after it signed is told, and not needed.
        if (!(name === CHANGED_SINCE && isChanged(support)))
          expect(await answer(without, trust), `without ${what(support)}`).to.equal('NOT_VERIFIED');
        for (const forged of forgeries(support))
          expect(
            await answer({ ...receipt, supports: receipt.supports.with(index, forged) }, trust),
            `a forged ${what(support)}`,
          ).to.be.oneOf(REFUSALS);
      }
    });

  // Every change of a declaration's receipt is tried in gateway/evidence; of the others every eighth.
  it('is refused after any change, whatever it is of', async () => {
    let seen = 0;
    let tried = 0;
    for (const [name, receipt] of receipts)
      for (const { path: at, value } of mutations(ofOneOrganization(receipt), 997)) {
        seen += 1;
        if (seen % 8 !== 0 || isOptional(name, at, reports.get(name))) continue;
        tried += 1;
        expect(await answer(value, trust), `${name} ${at}`).to.be.oneOf(REFUSALS);
      }
    expect(tried).to.be.greaterThan(500);
  });
});

const REFUSALS = ['NOT_VERIFIED', 'INPUT_INVALID', 'IDENTIFIER_INVALID', 'ACT_MALFORMED'];

/** Where nobody else's word makes up for a changed one. */
function ofOneOrganization(receipt: JsonValue): JsonValue {
  const single = (proven: JsonObject): JsonObject => ({
    ...proven,
    vouched: (proven['vouched'] as readonly JsonValue[]).slice(0, 1),
  });
  const { proven, supports, ...rest } = receipt as { proven: JsonObject; supports: readonly JsonObject[] };
  return { ...rest, proven: single(proven), supports: supports.map(single) };
}

/** What may be left out: the record, then only its existence is proven, and what judging it does not take. */
function isOptional(name: string, at: string, report: JsonObject | undefined): boolean {
  if (at === '/proven/record left out') return true;
  const isHidden = report?.['blinded'] === true && report['status'] === undefined;
  if (isHidden && at === '/bootstrap left out') return true;
  return name === CHANGED_SINCE && /^\/supports\/\d+ left out$/.test(at);
}

const CHANGED_SINCE = 'attested-by-an-agency-changed-since';

function isChanged({ record }: JsonObject): boolean {
  const { acts, kind } = record as { acts: readonly JsonValue[]; kind: string };
  return kind === 'agency' && acts.length > 0;
}

function what({ record }: JsonObject): string {
  const { kind } = record as { kind: string };
  return kind;
}

/** The same support with its record changed, and the change hidden in turn behind the digest of the log entry. */
function* forgeries(support: JsonObject): Generator<JsonObject> {
  const { entry, record } = support as { entry: JsonObject; record: JsonObject };
  const later = { ...record, updatedAt: '2020-01-01T00:00:00.000Z' };
  yield { ...support, record: later };
  yield { ...support, record: later, entry: { ...entry, value: 'A'.repeat(43) } };
  yield { ...support, vouched: [] };
}

async function answer(receipt: JsonValue, trust: Trust): Promise<string> {
  try {
    await verifyEvidence(receipt, trust);
    return 'accepted';
  } catch (error) {
    if (error instanceof OnceError) return error.code;
    throw error;
  }
}

async function read(session: CliSession, file: string): Promise<JsonValue> {
  return parseJson(await readFile(path.resolve(session.folder, file), 'utf8'), {
    maxBytes: 1 << 24,
    maxDepth: 32,
  });
}

/** Where there is no ledger at all. */
async function verifyElsewhere(session: CliSession, file: string): Promise<JsonObject> {
  const argv = ['verify', file, '--trust', 'trust.json', '--home', '/nonexistent', '--json'];
  const result = await once(argv, { cwd: session.folder });
  expect(result.stderr, file).to.equal('');
  return json(result) as JsonObject;
}
