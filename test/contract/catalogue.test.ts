import { expect } from 'chai';
import { digestOf, type JsonObject } from '@onceledger/chaincode/domain';
import { ENTRIES } from '../support/contract-catalogue.js';
import {
  COMMERCE,
  decisionOn,
  fileAndApprove,
  MARKET,
  newLedger,
  recordAt,
  SUPERVISOR,
  TAX,
} from '../support/contract-scenes.js';
import { World, type Snapshot } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

const entry = (id: string, change: JsonObject = {}, body: JsonObject = {}): JsonObject => {
  const found = ENTRIES.find((one) => one['id'] === id) ?? {};
  return { ...found, ...change, body: { ...(found['body'] as JsonObject), ...body } };
};
const next = (id: string, body: JsonObject = {}): JsonObject => entry(id, { version: 2 }, body);

describe('contracts: catalogue', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newLedger();
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });
  const file = (one: JsonObject, actor = SUPERVISOR) => world.act('catalogue.file', actor, { entry: one });
  const status = (id: string, version: number): unknown =>
    recordAt(world, 'catalogue', id, `00000${version.toFixed()}`)['status'];
  const provides = (element: string): unknown => recordAt(world, 'provides', element)['types'];

  it('brings the next version into effect and retires the former by the same act', async () => {
    await fileAndApprove(world, next('trade-mark'));
    expect([status('trade-mark', 1), status('trade-mark', 2)]).to.deep.equal(['retired', 'effective']);
    const acts = recordAt(world, 'catalogue', 'trade-mark', '000001')['acts'] as JsonObject[];
    expect(acts).to.have.length(3);
    expect(recordAt(world, 'catalogue-head', 'trade-mark')).to.include({ effective: 2, latest: 2 });
    expect(JSON.parse(world.last.event?.payload ?? '')).to.deep.equal([
      { identifier: 'trade-mark@1', kind: 'catalogue-entry', status: 'retired' },
      { identifier: 'trade-mark@2', kind: 'catalogue-entry', status: 'effective' },
    ]);
  });

  it('counts versions without a gap and keeps an identifier to its kind', async () => {
    await refused('VERSION_CONFLICT', file(entry('trade-mark', { version: 3 })));
    await refused('ALREADY_EXISTS', file(entry('trade-mark')));
    await refused('INPUT_INVALID', file({ ...next('telephone'), id: 'trade-mark' }));
    await file(next('trade-mark'));
    await refused('VERSION_CONFLICT', file(entry('trade-mark', { version: 4 })));
    await file(entry('trade-mark', { version: 3 }));
    await world.act('catalogue.approve', SUPERVISOR, decisionOn(entry('trade-mark', { version: 3 })));
    await refused(
      'STATE_CONFLICT',
      world.act('catalogue.approve', SUPERVISOR, decisionOn(next('trade-mark'))),
    );
  });

  it('approves and retires the very entry on record, once', async () => {
    const mark = next('trade-mark');
    await file(mark);
    const other = { ...decisionOn(mark), digest: digestOf('another') };
    await refused('INPUT_INVALID', world.act('catalogue.approve', SUPERVISOR, other));
    await refused('NOT_FOUND', world.act('catalogue.approve', SUPERVISOR, { ...other, ref: 'trade-mark@9' }));
    await world.act('catalogue.approve', SUPERVISOR, decisionOn(mark));
    await refused('STATE_CONFLICT', world.act('catalogue.approve', SUPERVISOR, decisionOn(mark)));
    await world.act('catalogue.retire', SUPERVISOR, decisionOn(mark));
    await refused('STATE_CONFLICT', world.act('catalogue.retire', SUPERVISOR, decisionOn(mark)));
    expect(recordAt(world, 'catalogue-head', 'trade-mark')).to.not.have.property('effective');
  });

  it('lets who filed an entry take it back', async () => {
    const mark = next('trade-mark');
    await file(mark, MARKET);
    await refused('ROLE_REQUIRED', world.act('catalogue.retire', TAX, decisionOn(mark)));
    await world.act('catalogue.retire', MARKET, decisionOn(mark));
    expect(status('trade-mark', 2)).to.equal('retired');
    await refused('STATE_CONFLICT', world.act('catalogue.approve', SUPERVISOR, decisionOn(mark)));
  });

  it('keeps in step which types provide an element', async () => {
    expect(provides('enterprise-name')).to.deep.equal(['business-licence', 'trade-mark']);
    expect(provides('telephone')).to.deep.equal(['business-licence']);
    const { claims } = entry('business-licence')['body'] as { claims: JsonObject };
    const only = { name: claims['name']! };
    await fileAndApprove(world, next('business-licence', { claims: only }));
    expect(provides('enterprise-name')).to.deep.equal(['business-licence', 'trade-mark']);
    expect(provides('telephone')).to.deep.equal([]);
    await world.act('catalogue.retire', SUPERVISOR, decisionOn(entry('trade-mark')));
    expect(provides('enterprise-name')).to.deep.equal(['business-licence']);
  });

  it('refuses an item that asks for what exists, unless it says why; also where it came to exist meanwhile', async () => {
    const asking = (element: string, more: JsonObject = {}): JsonObject => ({
      ...entry('register-for-tax', { id: 'ask' }, { asks: [{ element, ...more }], reads: [] }),
    });
    const error = await refused('ASKS_AGAIN', file(asking('telephone')));
    expect(error.detail).to.equal('business-licence provides telephone');
    await file(asking('telephone', { reason: { en: 'By law', zh: '依法' } }));
    world.restore(start);

    await fileAndApprove(world, {
      kind: 'element',
      id: 'colour',
      version: 1,
      names: { en: 'Colour', zh: '颜色' },
      body: { description: { en: 'C', zh: '色' }, schema: { type: 'boolean' }, personal: false },
    });
    await file(asking('colour'));
    const { claims } = entry('trade-mark')['body'] as { claims: Readonly<Record<string, JsonObject>> };
    const colour = { ...claims['name'], element: 'colour', schema: { type: 'boolean' } } as JsonObject;
    await fileAndApprove(world, next('trade-mark', { claims: { ...claims, colour } }));
    await refused('ASKS_AGAIN', world.act('catalogue.approve', SUPERVISOR, decisionOn(asking('colour'))));
  });

  it('refuses schemas outside the profile and references to nothing', async () => {
    const regex = { type: 'string', pattern: '^(a+)+$', maxLength: 10 };
    await refused('SCHEMA_UNSUPPORTED', file(entry('telephone', { version: 2 }, { schema: regex })));
    await refused('INPUT_INVALID', file(next('trade-mark', { provider: 'tax' })));
    await refused('INPUT_INVALID', file(next('register-for-tax', { agency: 'market-regulation' })));
    const reads = [{ type: 'nothing', claims: ['name'], required: true }];
    await refused('INPUT_INVALID', file(next('register-for-tax', { reads })));
  });

  it('counts the approval of a provider only where the item names it, and needs it before the supervisor', async () => {
    const item = next('inspect-accounts');
    await file(item, TAX);
    const approve = (actor: string) => world.act('catalogue.approve', actor, decisionOn(item));
    const error = await refused('STATE_CONFLICT', approve(SUPERVISOR));
    expect(error.detail).to.contain('market-regulation');
    await refused('ROLE_REQUIRED', approve(COMMERCE));
    expect(await approve(MARKET)).to.include({ status: 'filed' });
    expect(await approve(SUPERVISOR)).to.include({ status: 'effective' });
  });
});

describe('contracts: agencies', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newLedger();
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });
  const agency = (code: string): JsonObject => recordAt(world, 'agency', code)['agency'] as JsonObject;
  const amend = (body: JsonObject) => world.act('agency.amend', SUPERVISOR, body);
  const keysOf = (body: JsonObject): readonly JsonObject[] => body['keys'] as JsonObject[];

  it('is bootstrapped once, and with what the endorser was configured with', async () => {
    const text = (body: JsonObject) => JSON.stringify(body, sortedMembers);
    await refused('ALREADY_BOOTSTRAPPED', world.call('agencies:bootstrap', [text(world.bootstrapBody)]));
    const fresh = new World();
    const settings = { ...(fresh.bootstrapBody['settings'] as JsonObject), recoveryDelayHours: 1 };
    await refused(
      'CONSORTIUM_DIFFERS',
      fresh.call('agencies:bootstrap', [text({ ...fresh.bootstrapBody, settings })]),
    );
    await refused('INPUT_INVALID', fresh.call('agencies:bootstrap', ['{"agencies":[]}']));
    await refused('JSON_NOT_CANONICAL', fresh.call('agencies:bootstrap', ['{ }']));
    await fresh.call('agencies:bootstrap', [text(fresh.bootstrapBody)]);
    expect(recordAt(fresh, 'agency', 'tax')['acts']).to.deep.equal([]);
  });

  it('replaces what is said of an agency; keys are ended, never removed or dated anew', async () => {
    const tax = agency('tax');
    const [sign, encrypt] = keysOf(tax) as [JsonObject, JsonObject];
    const with_ = (...keys: readonly JsonObject[]) => amend({ ...tax, keys });
    await refused('INPUT_INVALID', with_(sign));
    await refused('INPUT_INVALID', with_({ ...sign, from: world.now }, encrypt));
    await refused('INPUT_INVALID', with_({ ...sign, until: '2026-03-01T08:00:00.000Z' }, encrypt));
    const added = keysOf(new World().agencyBody('tax', 'tax', []))[0]!;
    await refused('INPUT_INVALID', with_(sign, encrypt, added));
    await with_({ ...sign, until: world.now }, encrypt, { ...added, from: world.now });
    expect(keysOf(agency('tax'))).to.have.length(3);
    await refused('ACT_KEY', world.act('reading.request', TAX, { ...requestForm }));
  });

  it('names a parent that exists and is another', async () => {
    await refused('NOT_FOUND', amend({ ...agency('tax'), parent: 'nobody' }));
    await refused('INPUT_INVALID', amend({ ...agency('tax'), parent: 'tax' }));
    await amend({ ...agency('tax'), parent: 'government-affairs' });
  });

  it('leaves the supervisor who signs his own office', async () => {
    await refused('INPUT_INVALID', amend({ ...agency('government-affairs'), status: 'closed' }));
    await refused('INPUT_INVALID', amend({ ...agency('government-affairs'), roles: [] }));
    await amend({ ...agency('government-affairs'), level: 'province' });
  });

  it('takes nothing from an agency that is closed', async () => {
    await amend({ ...agency('tax'), status: 'closed' });
    const entryOf = entry('trade-mark', { id: 'colour', kind: 'element' });
    await refused('INPUT_INVALID', world.act('catalogue.file', TAX, { entry: entryOf }));
    await refused('ACTOR_DENIED', world.act('catalogue.file', TAX, { entry: next('telephone') }));
  });
});

const requestForm: JsonObject = {
  reading: `r-${'1'.repeat(32)}`,
  requester: 'tax',
  declaration: 'trade-mark.91350100M000100Y43',
  version: 1,
  claims: ['name'],
  mode: 'value',
  purpose: { kind: 'item', item: 'register-for-tax' },
  basis: { kind: 'law' },
  deliverTo: 'A'.repeat(43),
  salt: 'A'.repeat(22),
};

/** Members in canonical order. */
function sortedMembers(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
