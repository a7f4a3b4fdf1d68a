import { expect } from 'chai';
import { canonicalize, type JsonObject, type JsonValue } from '@onceledger/chaincode/domain';
import { consentBody, LICENCE, requestBody } from '../support/contract-bodies.js';
import {
  actorOf,
  declarationRecord,
  declare,
  draft,
  enrolBody,
  HOME,
  MARK,
  MARKET,
  newWorld,
  statusBody,
  TAX,
} from '../support/contract-scenes.js';
import { ENTERPRISE, json, OTHER, PERSON, type Snapshot, type World } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

const OWNER = actorOf(ENTERPRISE);
const KEY = 'idempotency-key-1';

describe('contracts: repeated acts', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newWorld();
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });

  it('answers the same act with the first outcome, and writes nothing', async () => {
    const { body } = draft(world, { type: 'trade-mark' });
    const signed = world.sign('declaration.declare', OWNER, body);
    const first = await world.send('declaration.declare', signed);
    expect(await world.send('declaration.declare', signed)).to.deep.equal({ ...first, repeated: true });
    expect(world.last.writes).to.deep.equal([]);
    expect(world.last.event).to.equal(undefined);
  });

  it('answers the same key and body signed anew in the same way', async () => {
    const { body } = draft(world, { type: 'trade-mark' });
    const first = await world.act('declaration.declare', OWNER, body, { idempotencyKey: KEY });
    world.time += 3_600_000;
    const again = await world.act('declaration.declare', OWNER, body, {
      idempotencyKey: KEY,
      previous: 'none',
    });
    expect(again).to.deep.equal({ ...first, repeated: true });
  });

  it('refuses the same key for another body, and takes it from another actor', async () => {
    await declare(world, { type: 'trade-mark' }, { idempotencyKey: KEY });
    const other = draft(world, { type: 'trade-mark', claims: { name: 'Another' } });
    const sending = world.act('declaration.declare', OWNER, other.body, { idempotencyKey: KEY });
    await refused('IDEMPOTENCY_CONFLICT', sending);
    await world.act('declaration.attest', MARKET, statusBody(world, MARK), { idempotencyKey: KEY });
    const body = statusBody(world, MARK, { reason: 'Found wrong' });
    await refused(
      'IDEMPOTENCY_CONFLICT',
      world.act('declaration.suspend', MARKET, body, { idempotencyKey: KEY }),
    );
  });

  it('repeats an act whose own key it ended', async () => {
    const old = world.key(OWNER);
    world.newKey(OWNER);
    const request = enrolBody(world, ENTERPRISE);
    const proof = world.sign('declarant.enrol', OWNER, request, { previous: 'none' });
    const body = { declarant: ENTERPRISE, key: request['key'] as JsonObject, proof: json(proof) };
    const signed = world.sign('declarant.rotate', OWNER, body, { key: old });
    await world.send('declarant.rotate', signed);
    expect(await world.send('declarant.rotate', signed)).to.include({ repeated: true });
  });

  it('does not take a replayed act for a new one once the record went on', async () => {
    const signed = world.sign('declaration.declare', OWNER, draft(world, { type: 'trade-mark' }).body);
    await world.send('declaration.declare', signed);
    await world.act('declaration.withdraw', OWNER, statusBody(world, MARK));
    expect(await world.send('declaration.declare', signed)).to.include({
      repeated: true,
      status: 'withdrawn',
    });
    await declare(world, { type: 'trade-mark', version: 2 });
    await refused('ALREADY_DECLARED', world.send('declaration.declare', signed));
    await world.act('declaration.withdraw', OWNER, statusBody(world, MARK));
    await refused('ACT_PREVIOUS', world.send('declaration.declare', signed));
    expect(declarationRecord(world, MARK)).to.include({ version: 2, status: 'withdrawn' });
  });

  it('finds a blinded act by its digest', async () => {
    const individual = { declarant: PERSON, item: 'deduct-housing', type: 'residence', claims: ['region'] };
    const signed = world.sign('consent.grant', actorOf(PERSON), consentBody(world, individual));
    const first = await world.send('consent.grant', signed, { blinded: true });
    const again = await world.send('consent.grant', signed, { blinded: true });
    expect(again).to.deep.equal({ ...first, repeated: true });
    expect(world.last.writes).to.deep.equal([]);
  });
});

describe('contracts: batches', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newWorld();
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });
  const drafts = (count: number, type = 'trade-mark') =>
    Array.from({ length: count }, (_, index) => draft(world, { type, discriminator: `d${String(index)}` }));
  const signed = (body: JsonObject) => world.sign('declaration.declare', OWNER, body);

  it('declares many in one transaction, each under its own key, in one event', async () => {
    const acts = drafts(20).map(({ body }) => signed(body));
    const outcomes = await world.sendMany('declarations:declareMany', acts);
    expect(outcomes.map(({ id }) => id)).to.deep.equal(acts.map(({ body }) => body['declaration']));
    expect(new Set(world.last.writes.map(({ key }) => key)).size).to.equal(20);
    expect(JSON.parse(world.last.event?.payload ?? '')).to.have.length(20);
    expect(world.last.reads.filter((key) => key.includes('catalogue'))).to.have.length(1);
  });

  it('takes sealed parts from the transient map by identifier', async () => {
    const many = drafts(3, 'business-licence');
    const acts = many.map(({ body }) => signed(body));
    const sealed = Object.fromEntries(
      many.map(({ body, transient }) => [body['declaration'] as string, transient['sealed']!]),
    );
    await world.sendMany('declarations:declareMany', acts, { transient: { sealed } });
    expect([...(world.peer.state.get('sealed')?.keys() ?? [])].sort()).to.deep.equal(
      ['d0', 'd1', 'd2'].map((name) => `${LICENCE}.${name}@1`),
    );
    world.restore(start);
    const { [`${LICENCE}.d1`]: left, ...rest } = sealed;
    expect(left).to.be.an('object');
    const error = await refused(
      'SEALED_PART_INVALID',
      world.sendMany('declarations:declareMany', acts, { transient: { sealed: rest } }),
    );
    expect(error.detail).to.match(/^act 1: /);
  });

  it('takes all or none, and says which act was refused', async () => {
    const good = drafts(3).map(({ body }) => signed(body));
    const bad = world.sign('declaration.declare', actorOf(OTHER), drafts(4)[3]!.body);
    const error = await refused('ACTOR_DENIED', world.sendMany('declarations:declareMany', [...good, bad]));
    expect(error.detail).to.match(/^act 3: /);
    expect(world.last.writes, 'nothing is written before all is judged').to.deep.equal([]);
    expect(world.peer.state.get('')?.size).to.equal(start.state.get('')?.size);
  });

  it('refuses two acts on one record, since neither sees the other', async () => {
    const { body } = draft(world, { type: 'trade-mark' });
    const acts = [signed(body), signed(body)];
    await refused('INPUT_INVALID', world.sendMany('declarations:declareMany', acts));
  });

  it('answers repeated acts among new ones', async () => {
    const acts = drafts(2).map(({ body }) => signed(body));
    await world.send('declaration.declare', acts[0]!);
    const outcomes = await world.sendMany('declarations:declareMany', acts);
    expect(outcomes.map(({ repeated }) => repeated)).to.deep.equal([true, undefined]);
    expect(world.last.writes).to.have.length(1);
  });

  it('takes 1 to 500 acts in canonical JSON', async () => {
    const act = json(signed(drafts(1)[0]!.body));
    const call = (batch: JsonValue | string) =>
      world.call('declarations:declareMany', [typeof batch === 'string' ? batch : canonicalize(batch)]);
    await refused('INPUT_TOO_LARGE', call([]));
    await refused('INPUT_TOO_LARGE', call(Array.from({ length: 501 }, () => act)));
    await refused('INPUT_INVALID', call(act));
    await refused('JSON_NOT_CANONICAL', call('[ ]'));
    await refused('JSON_NOT_CANONICAL', call('['));
    await refused('ACT_MALFORMED', call([{ ...act, more: 1 }]));
  });

  it('reports custody and requests readings of many', async () => {
    await declare(world, { discriminator: 'a' });
    await declare(world, { discriminator: 'b' });
    const reports = ['a', 'b'].map((name) =>
      world.sign('custody.report', MARKET, { declaration: `${LICENCE}.${name}`, version: 1, state: 'held' }),
    );
    await world.sendMany('declarations:reportCustodyMany', reports);
    const requests = ['a', 'b'].map((name) =>
      world.sign('reading.request', TAX, requestBody(world, { declaration: `${LICENCE}.${name}` })),
    );
    const outcomes = await world.sendMany('readings:requestMany', requests, { organization: 'tax' });
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['requested', 'requested']);
  });

  it('takes blinded ones together in the transient map, and never mixed', async () => {
    const home = draft(world, { type: 'residence', declarant: PERSON });
    await world.act('declaration.declare', actorOf(PERSON), home.body, { transient: home.transient });
    const blinded = requestBody(world, {
      declaration: HOME,
      claims: ['region'],
      purpose: { kind: 'item', item: 'deduct-housing' },
      basis: { kind: 'consent', consent: `c-${'1'.repeat(32)}` },
    });
    const requests = [world.sign('reading.request', TAX, blinded)];
    const options = { organization: 'tax', blinded: true };
    expect(await world.sendMany('readings:requestMany', requests, options)).to.have.length(1);
    const open = world.sign('reading.request', TAX, requestBody(world, { declaration: MARK }));
    await refused('INPUT_INVALID', world.sendMany('readings:requestMany', [open], options));
  });
});
