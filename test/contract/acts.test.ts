import { expect } from 'chai';
import { generateSigningKey } from '@onceledger/chaincode/crypto';
import { ACTS, canonicalize, type ActKind, type JsonObject } from '@onceledger/chaincode/domain';
import { BODIES } from '../support/bodies.js';
import { actorOf, draft, MARKET, MARK, newWorld } from '../support/contract-scenes.js';
import { ENTERPRISE, type Snapshot, type World } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

const SUBMITS = (Object.keys(ACTS) as ActKind[]).filter((kind) => ACTS[kind].submit !== null);
const HOUR = 3_600_000;

/** An actor of the kind that performs such acts. */
const signerOf = (kind: ActKind): string => (ACTS[kind].signer === 'agency' ? MARKET : actorOf(ENTERPRISE));
const bodyOf = (kind: ActKind): JsonObject =>
  kind === 'declarant.vouch'
    ? { ...BODIES[kind], request: { body: BODIES['declarant.enrol'], jws: `aa.bb.${'A'.repeat(86)}` } }
    : BODIES[kind];

describe('contracts: every act', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newWorld();
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });

  for (const kind of SUBMITS) {
    it(`${kind} is refused for another ledger, function, target, body, time, key and signature`, async () => {
      const actor = signerOf(kind);
      const body = bodyOf(kind);
      const other = kind === 'declaration.withdraw' ? 'declaration.declare' : 'declaration.withdraw';
      const send = (options: Parameters<World['sign']>[3], signed = kind) =>
        world.send(kind, world.sign(signed, actor, signed === kind ? body : bodyOf(signed), options));

      await refused('ACT_LEDGER', send({ ledger: `once:${'M'.repeat(42)}I` }));
      await refused('ACT_LEDGER', send({ ledger: `other:${'L'.repeat(42)}I` }));
      await refused('ACT_TARGET', send({}, other));
      await refused('ACT_TARGET', send({ target: 'something-else' }));
      await refused('ACT_BODY', send({ over: { another: 'body' } }));
      await refused('ACT_EXPIRED', send({ issuedAt: world.time - 25 * HOUR, notAfter: world.time - HOUR }));
      await refused('ACT_EXPIRED', send({ issuedAt: world.time + 61_000 }));
      await refused('ACT_EXPIRED', send({ notAfter: world.time + 24 * HOUR + 1 }));
      await refused('ACT_EXPIRED', send({ notAfter: world.time - 1 }));
      await refused('ACT_KEY', send({ key: generateSigningKey() }));
      await refused('ACT_KEY', send({ key: world.key('agency:tax') }));
      const signed = world.sign(kind, actor, body);
      const jws = `${signed.jws.slice(0, -4)}AAAA` as typeof signed.jws;
      await refused('ACT_SIGNATURE', world.send(kind, { ...signed, jws }));
      await refused('ACT_MALFORMED', world.send(kind, signed, { args: ['not a jws', canonicalize(body)] }));
      await refused('INPUT_INVALID', world.send(kind, { ...signed, body: { not: 'the body' } }));
      await refused(
        'JSON_NOT_CANONICAL',
        world.send(kind, signed, { args: [signed.jws, ` ${canonicalize(body)}`] }),
      );
      await refused('INPUT_INVALID', world.send(kind, signed, { args: ['', ''] }));
    });

    it(`${kind} is refused from who is not on the ledger, and from the wrong kind of actor`, async () => {
      const body = bodyOf(kind);
      world.newKey('agency:unknown');
      world.newKey('declarant:91350100M000100Y43.unknown');
      await refused('ACT_KEY', world.act(kind, 'agency:unknown', body));
      const { signer } = ACTS[kind];
      if (signer === 'agency') await refused('ACTOR_DENIED', world.act(kind, actorOf(ENTERPRISE), body));
      if (signer === 'declarant') await refused('ACTOR_DENIED', world.act(kind, MARKET, body));
    });

    if (ACTS[kind].signer === 'agency') {
      it(`${kind} comes from the organization that hosts the agency, and under no mandate`, async () => {
        await refused('ORGANIZATION_DENIED', world.act(kind, MARKET, bodyOf(kind), { organization: 'tax' }));
        const mandate = `m-${'1'.repeat(32)}`;
        await refused('MANDATE_INVALID', world.act(kind, MARKET, bodyOf(kind), { mandate }));
      });
    }
  }
});

describe('contracts: around an act', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newWorld();
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });
  const declare = (options: Parameters<World['act']>[3] = {}) =>
    world.act('declaration.declare', actorOf(ENTERPRISE), draft(world, { type: 'trade-mark' }).body, options);

  it('refuses a transaction timestamp more than 60 s from the clock, either way', async () => {
    await refused('CLOCK_DIFFERS', declare({ lag: 60_001 }));
    await refused('CLOCK_DIFFERS', declare({ lag: -60_001 }));
    await declare({ lag: 60_000, issuedAt: world.time - 60_000 });
  });

  it('takes an act issued up to 60 s after the transaction, since clocks differ', async () => {
    await declare({ issuedAt: world.time + 60_000 });
  });

  it('takes an act at the last moment of its time, and lets it live for 24 h', async () => {
    await declare({
      issuedAt: world.time - 24 * HOUR + 1,
      notAfter: world.time,
      key: world.key(actorOf(ENTERPRISE)),
    }).then(
      () => expect.fail('the key was not enrolled a day ago'),
      (error: unknown) => expect(error).to.have.property('code', 'ACT_KEY'),
    );
    await declare({ issuedAt: world.time, notAfter: world.time + 24 * HOUR });
  });

  it('serves only the channel of its ledger', async () => {
    await refused('ACT_LEDGER', declare({ channel: 'another' }));
    await refused('ACT_LEDGER', world.query('agencies:list', [], { channel: 'another' }));
  });

  it('names an unknown function, and refuses helpers of its classes as functions', async () => {
    for (const name of [
      'declarations:erase',
      'declarations:submit',
      'declarations:submitMany',
      'declarations:aroundTransaction',
    ]) {
      const error = await refused('FUNCTION_UNKNOWN', world.call(name, []));
      expect(error.detail).to.equal(name);
    }
  });

  it('writes nothing where it refuses, and announces what it wrote', async () => {
    await refused('ACT_EXPIRED', declare({ notAfter: world.time - 1 }));
    expect(world.last.writes).to.deep.equal([]);
    expect(world.last.event).to.equal(undefined);
    await declare();
    expect(world.last.event).to.deep.equal({
      name: 'once.v1',
      payload: `[{"identifier":"${MARK}","kind":"declaration","status":"declared","version":1}]`,
    });
  });

  it('reads three keys and writes one for a public declaration, and scans nothing', async () => {
    await declare();
    expect(world.last.reads).to.deep.equal([
      `\u0000declarant\u0000${ENTERPRISE}\u0000`,
      `\u0000declaration\u0000${ENTERPRISE}\u0000trade-mark\u0000\u0000`,
      '\u0000catalogue\u0000trade-mark\u0000000001\u0000',
    ]);
    expect(world.last.writes.map(({ key }) => key)).to.deep.equal([
      `\u0000declaration\u0000${ENTERPRISE}\u0000trade-mark\u0000\u0000`,
    ]);
    expect(world.last.scans).to.equal(0);
  });

  it('never lets time run backwards in a record', async () => {
    await declare();
    const before = world.now;
    world.time -= 30_000;
    await world.act('declaration.withdraw', actorOf(ENTERPRISE), {
      declaration: MARK,
      version: 1,
      commitment: (await world.query('declarations:show', [MARK]))['commitment']!,
    });
    const record = await world.query('declarations:show', [MARK]);
    expect(record['updatedAt']! >= record['declaredAt']!).to.equal(true);
    expect(record['updatedAt']! < before).to.equal(true);
  });
});
