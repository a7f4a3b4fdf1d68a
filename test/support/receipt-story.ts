import { fictionalEnterprise, fictionalPerson } from '@onceledger/cli/fiction';
import { signAct } from '@onceledger/chaincode/crypto';
import {
  agencyActor,
  canonicalBytes,
  digest,
  parseAgencyCode,
  parseIdempotencyKey,
  timestampOf,
  type JsonObject,
} from '@onceledger/chaincode/domain';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CliSession } from './cli-session.js';
import { json } from './cli.js';
import { withRuntime } from './home.js';

const ME = fictionalEnterprise(31, 1);
const AGENT = fictionalEnterprise(31, 2);
const PERSON = fictionalPerson(31, 3);
const LICENCE = `business-licence.${ME.uscc}`;
const OTHER = `business-licence.${AGENT.uscc}`;
const REGISTRAR = '--as market-regulation';
const ITEM = 'deduct-housing-from-income-tax';

/** Receipts that the story asks for as it goes, and what verifying each must say. */
export const STORY: Readonly<Record<string, JsonObject>> = {
  'declarant-vouched': { status: 'active' },
  declared: { status: 'declared', version: 1 },
  attested: { status: 'attested', version: 1 },
  'application-open': { status: 'open' },
  'reading-granted': { status: 'received' },
  'reading-refused': { status: 'refused' },
  'application-closed': { status: 'closed' },
  amended: { status: 'declared', version: 2 },
  'amended-attested': { status: 'attested', version: 2 },
  suspended: { status: 'suspended', version: 2 },
  reinstated: { status: 'attested', version: 2 },
  revoked: { status: 'revoked', version: 2 },
  refused: { status: 'refused', version: 1 },
  'of-agency-origin': { status: 'attested', version: 2 },
  'mandate-granted': { status: 'active' },
  'declared-by-mandate': { status: 'declared', version: 3 },
  'mandate-revoked': { status: 'revoked' },
  'declared-by-mandate-since-revoked': { status: 'declared', version: 3 },
  'declarant-rotated': { status: 'active' },
  'declared-before-rotation': { status: 'declared', version: 3 },
  withdrawn: { status: 'withdrawn', version: 3 },
  'declarant-recovering': { status: 'active' },
  'declared-before-recovery': { status: 'declared', version: 4 },
  'consent-granted': { blinded: true },
  'reading-blinded': { blinded: true },
  'reading-refused-in-the-open': { blinded: true, status: 'refused' },
  'consent-revoked': { blinded: true },
  'entry-filed': { status: 'filed' },
  'entry-effective': { status: 'effective' },
  'entry-replaced': { status: 'retired' },
  'entry-retired': { status: 'retired' },
  'agency-of-the-bootstrap': {},
  'agency-changed': {},
  'attested-by-an-agency-changed-since': { status: 'attested', version: 2 },
};

/** Every kind of record in every state that the commands lead to, each receipt taken when it is. */
export class ReceiptStory {
  readonly told: string[] = [];
  readonly #session: CliSession;

  constructor(session: CliSession) {
    this.#session = session;
  }

  async tell(): Promise<void> {
    await this.#declaresAndIsRead();
    await this.#changes();
    await this.#mandates();
    await this.#keys();
    await this.#individual();
    await this.#catalogue();
    await this.#agency();
  }

  async #declaresAndIsRead(): Promise<void> {
    const session = this.#session;
    await session.enrol(ME);
    await session.enrol(AGENT);
    await this.#proves('declarant-vouched', ME.uscc);
    await session.write('licence.json', ME.licence);
    await session.ok(`declare business-licence --as ${ME.uscc} --data licence.json`);
    await this.#proves('declared', LICENCE);
    await session.ok(`attest ${LICENCE} ${REGISTRAR} --register licence.json`);
    await this.#proves('attested', LICENCE);
    const { id } = await session.ok(`apply register-for-tax --as ${ME.uscc}`);
    await this.#proves('application-open', String(id));
    const reads = `read ${LICENCE} --item register-for-tax --claims name,address`;
    const { reading } = await session.ok(`${reads} --as tax --case ${String(id)}`);
    await this.#proves('reading-granted', String(reading));
    await session.run(`${reads} --as commerce --law`);
    await this.#proves('reading-refused', await this.#reading('refused'));
    await session.ok(`application close ${String(id)} --as ${ME.uscc}`);
    await this.#proves('application-closed', String(id));
  }

  async #changes(): Promise<void> {
    const session = this.#session;
    await session.ok(`declaration amend ${LICENCE} --as ${ME.uscc} --data licence.json`);
    await this.#proves('amended', LICENCE);
    await session.ok(`attest ${LICENCE} ${REGISTRAR} --register licence.json`);
    await this.#proves('amended-attested', LICENCE);
    await session.ok(`declaration suspend ${LICENCE} ${REGISTRAR} --reason 核查`);
    await this.#proves('suspended', LICENCE);
    await session.ok(`declaration reinstate ${LICENCE} ${REGISTRAR}`);
    await this.#proves('reinstated', LICENCE);
    await session.ok(`declaration revoke ${LICENCE} ${REGISTRAR} --reason 注销`);
    await this.#proves('revoked', LICENCE);
    await session.write('other.json', AGENT.licence);
    await session.ok(`declare business-licence --as ${AGENT.uscc} --data other.json`);
    await session.ok(`attest ${OTHER} ${REGISTRAR} --refuse 不符`);
    await this.#proves('refused', OTHER);
    await session.write('register.jsonl', JSON.stringify({ claims: AGENT.licence, declarant: AGENT.uscc }));
    await session.ok(`declare business-licence ${REGISTRAR} --many register.jsonl`);
    await this.#proves('of-agency-origin', OTHER);
  }

  async #mandates(): Promise<void> {
    const session = this.#session;
    const { id } = await session.ok(
      `mandate grant --from ${ME.uscc} --to ${AGENT.uscc} --scope business-licence --actions declare --until 90d`,
    );
    const mandate = String(id);
    await this.#proves('mandate-granted', mandate);
    const by = `--as ${AGENT.uscc} --declarant ${ME.uscc} --mandate ${mandate}`;
    await session.ok(`declare business-licence ${by} --data licence.json`);
    await this.#proves('declared-by-mandate', LICENCE);
    await session.ok(`mandate revoke ${mandate} --as ${ME.uscc}`);
    await this.#proves('mandate-revoked', mandate);
    await this.#proves('declared-by-mandate-since-revoked', LICENCE);
  }

  async #keys(): Promise<void> {
    const session = this.#session;
    await session.ok(`declarant rotate-key ${ME.uscc}`);
    await this.#proves('declarant-rotated', ME.uscc);
    await this.#proves('declared-before-rotation', LICENCE);
    await session.ok(`declaration withdraw ${LICENCE} --as ${ME.uscc}`);
    await this.#proves('withdrawn', LICENCE);
    await session.ok(`declare business-licence --as ${ME.uscc} --data licence.json`);
    await session.ok(`declarant recover ${ME.uscc} ${REGISTRAR} --support government-affairs`);
    await this.#proves('declarant-recovering', ME.uscc);
    await this.#proves('declared-before-recovery', LICENCE);
  }

  async #individual(): Promise<void> {
    const session = this.#session;
    const { idNumber, name, residence } = PERSON;
    const { id } = await session.ok(
      'declarant enrol --individual --data - --vouch-as public-security',
      JSON.stringify({ idNumber, name }),
    );
    const person = String(id);
    await session.write('residence.json', residence);
    await session.ok(`declare individual-residence --as ${person} --data residence.json`);
    await session.ok(`attest individual-residence.${person} --as public-security --register residence.json`);
    const { id: consent } = await session.ok(
      `consent grant --as ${person} --to tax --item ${ITEM} --type individual-residence --claims region,address --until 30d`,
    );
    await this.#proves('consent-granted', String(consent));
    const { reading } = await session.ok(
      `read individual-residence.${person} --as tax --item ${ITEM} --consent ${String(consent)} --claims region`,
    );
    await this.#proves('reading-blinded', String(reading));
    await this.#proves('reading-refused-in-the-open', await this.#refusedInTheOpen(person));
    await session.ok(`consent revoke ${String(consent)} --as ${person}`);
    await this.#proves('consent-revoked', String(consent));
  }

  /** Tax cites what was given to somebody else: no answer with a reason goes to who has no part in the consent. */
  async #refusedInTheOpen(person: string): Promise<string> {
    const session = this.#session;
    const { id } = await session.ok(
      `consent grant --as ${person} --to county-education --item enrol-at-school --type individual-residence --claims address --until 30d`,
    );
    await session.run(
      `read individual-residence.${person} --as tax --item ${ITEM} --consent ${String(id)} --claims region`,
    );
    return this.#reading('refused', person);
  }

  async #catalogue(): Promise<void> {
    const session = this.#session;
    const shipped = new URL('../cli/data/catalogue/register-for-tax.yaml', new URL('../..', import.meta.url));
    const next = (await readFile(fileURLToPath(shipped), 'utf8')).replace('version: 1', 'version: 2');
    await session.write('next.yaml', next);
    await session.ok('catalogue file next.yaml');
    await this.#proves('entry-filed', 'register-for-tax@2');
    await session.ok('catalogue approve register-for-tax@2 --as market-regulation');
    await session.ok('catalogue approve register-for-tax@2 --as government-affairs');
    await this.#proves('entry-effective', 'register-for-tax@2');
    await this.#proves('entry-replaced', 'register-for-tax@1');
    await session.ok('catalogue retire register-for-tax@2');
    await this.#proves('entry-retired', 'register-for-tax@2');
  }

  /** What the registrar attested stands although its record is another one now. */
  async #agency(): Promise<void> {
    await this.#proves('agency-of-the-bootstrap', 'market-regulation');
    await this.#renameRegistrar();
    await this.#proves('agency-changed', 'market-regulation');
    await this.#proves('attested-by-an-agency-changed-since', OTHER);
  }

  #renameRegistrar(): Promise<void> {
    return withRuntime(this.#session.home, async (runtime) => {
      const supervisor = parseAgencyCode('government-affairs');
      const { keys, ledger } = runtime.gatewayOf(supervisor);
      const known = await runtime.platform.readModel.agency('market-regulation');
      if (known === undefined) throw new Error('the registrar is not there');
      const names = { en: 'Market Regulation, renamed', zh: '市场监管局（更名）' };
      const body = JSON.parse(JSON.stringify({ ...known.record.agency, names })) as JsonObject;
      const key = keys.current(agencyActor(supervisor), 'sign');
      if (key === undefined) throw new Error('the supervisor has no key');
      const now = Date.now();
      const payload = {
        act: 'agency.amend',
        actor: agencyActor(supervisor),
        body: digest(canonicalBytes(body)),
        idempotencyKey: parseIdempotencyKey('renamed-renamed-renamed'),
        issuedAt: timestampOf(now),
        ledger: ledger.id,
        notAfter: timestampOf(now + 60_000),
        previous: known.digest,
        target: 'market-regulation',
      } as const;
      await ledger.submit({ body, jws: signAct(payload, key.kid, keys.privateKey(key.kid)) });
      await runtime.settle();
    });
  }

  async #proves(name: string, id: string): Promise<void> {
    await this.#session.ok(`receipt ${id} --out ${name}.json`);
    this.told.push(name);
  }

  async #reading(status: string, declarant: string = ME.uscc): Promise<string> {
    const journal = json(await this.#session.run(`journal --declarant ${declarant}`));
    const readings = journal as readonly { reading: string; status: string }[];
    return readings.find((one) => one.status === status)?.reading ?? '';
  }
}
