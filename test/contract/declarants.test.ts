import { expect } from 'chai';
import { digestOf, keyId, timestampOf, type JsonObject } from '@onceledger/chaincode/domain';
import { generateSigningKey } from '@onceledger/chaincode/crypto';
import {
  actorOf,
  COMMERCE,
  declare,
  draft,
  enrol,
  enrolBody,
  MARKET,
  newLedger,
  newWorld,
  recordAt,
  SUPERVISOR,
  voucher,
} from '../support/contract-scenes.js';
import { ENTERPRISE, json, OTHER, PERSON, World, type Snapshot } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

const OWNER = actorOf(ENTERPRISE);
const HOUR = 3_600_000;
const SUSPEND = { declarant: ENTERPRISE, status: 'suspended', reason: 'Examined' };

describe('contracts: enrolment', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newLedger();
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });

  it('has the name of an enterprise and none of an individual', async () => {
    await enrol(world, ENTERPRISE);
    await enrol(world, PERSON);
    expect(recordAt(world, 'declarant', ENTERPRISE)).to.include({ name: 'An enterprise', status: 'active' });
    expect(recordAt(world, 'declarant', PERSON)).to.not.have.property('name');
    await refused('ALREADY_EXISTS', enrol(world, ENTERPRISE));
  });

  it('needs the enrolled to hold the key, and to have asked for it himself', async () => {
    const vouch = (request: ReturnType<World['sign']>) =>
      world.act('declarant.vouch', MARKET, { request: json(request), evidence: digestOf('seen') });
    world.newKey(OWNER);
    world.newKey(actorOf(OTHER));
    const body = enrolBody(world, ENTERPRISE);
    const sign = (options: Parameters<World['sign']>[3] = {}, actor = OWNER) =>
      world.sign('declarant.enrol', actor, body, { previous: 'none', ...options });
    await refused('ACT_KEY', vouch(sign({ key: generateSigningKey() })));
    await refused('ACTOR_DENIED', vouch(sign({}, actorOf(OTHER))));
    await refused('ACT_TARGET', vouch(sign({ target: OTHER })));
    await refused('ACT_LEDGER', vouch(sign({ ledger: `other:${'L'.repeat(42)}I` })));
    await refused('ACT_EXPIRED', vouch(sign({ notAfter: world.time - 1, issuedAt: world.time - HOUR })));
    await refused('ACT_BODY', vouch(sign({ over: { another: 'body' } })));
    const forged = sign();
    const jws = `${forged.jws.slice(0, -4)}AAAA` as typeof forged.jws;
    await refused('ACT_SIGNATURE', vouch({ ...forged, jws }));
    const withdraw = world.sign(
      'declarant.stop-recovery',
      OWNER,
      { declarant: ENTERPRISE },
      { previous: 'none' },
    );
    await refused('INPUT_INVALID', vouch(withdraw));
    await vouch(sign());
  });

  it('knows the enterprise of which a branch is one', async () => {
    world.newKey(OWNER);
    const body = { ...enrolBody(world, ENTERPRISE), parent: OTHER };
    const request = world.sign('declarant.enrol', OWNER, body, { previous: 'none' });
    const vouching = { request: json(request), evidence: digestOf('seen') };
    await refused('NOT_FOUND', world.act('declarant.vouch', MARKET, vouching));
    await enrol(world, OTHER);
    await world.act('declarant.vouch', MARKET, vouching);
    expect(recordAt(world, 'declarant', ENTERPRISE)).to.include({ parent: OTHER });
  });
});

describe('contracts: keys of a declarant', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newWorld();
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });

  /** Makes a new key; the world goes on signing with the old one. */
  function newKey(declarant: string) {
    const old = world.key(actorOf(declarant));
    const { request } = voucher(world, declarant) as { request: JsonObject };
    const fresh = world.key(actorOf(declarant));
    world.keys.set(actorOf(declarant), old);
    return { fresh, old, body: { declarant, key: { ...fresh.jwk }, proof: request } };
  }
  function recovery(supporter = COMMERCE, more: JsonObject = {}) {
    const made = newKey(ENTERPRISE);
    const statement = { declarant: ENTERPRISE, key: keyId(made.fresh.jwk), ...more };
    const support = world.sign('declarant.recover-support', supporter, statement, { previous: 'none' });
    return { ...made, body: { ...made.body, support: json(support) } };
  }
  const mark = (key: ReturnType<World['key']>, name: string) =>
    declare(world, { type: 'trade-mark', discriminator: name }, { key });

  it('rotates: from then on the new key alone speaks', async () => {
    const { fresh, old, body } = newKey(ENTERPRISE);
    await refused('ACT_KEY', mark(fresh, 'before'));
    await world.act('declarant.rotate', OWNER, body);
    await refused('ACT_KEY', mark(old, 'after'));
    await mark(fresh, 'after');
    const keys = recordAt(world, 'declarant', ENTERPRISE)['keys'] as JsonObject[];
    expect(keys.map(({ kid }) => kid)).to.deep.equal([keyId(old.jwk), keyId(fresh.jwk)]);
    expect(keys[0]?.['until']).to.equal(keys[1]?.['from']);
  });

  it('takes no act that the old key signed in time but nobody submitted in time', async () => {
    const { old, body } = newKey(ENTERPRISE);
    const late = draft(world, { type: 'trade-mark', discriminator: 'held' });
    const held = world.sign('declaration.declare', OWNER, late.body, { key: old });
    await world.act('declarant.rotate', OWNER, body);
    await refused('ACT_KEY', world.send('declaration.declare', held));
  });

  it('needs proof of the key, which must be new', async () => {
    const { body } = newKey(ENTERPRISE);
    const { body: another } = newKey(ENTERPRISE);
    await refused('INPUT_INVALID', world.act('declarant.rotate', OWNER, { ...body, proof: another.proof }));
    const own = enrolBody(world, ENTERPRISE);
    const proof = world.sign('declarant.enrol', OWNER, own, { previous: 'none' });
    const same = { declarant: ENTERPRISE, key: own['key']!, proof: json(proof) };
    await refused('INPUT_INVALID', world.act('declarant.rotate', OWNER, same));
  });

  it('recovers after 72 hours, not a second before, and marks the key', async () => {
    const { fresh, old, body } = recovery();
    await world.act('declarant.recover', MARKET, body);
    const announced = world.time - 1000;
    const pending = recordAt(world, 'declarant', ENTERPRISE)['recovery'] as JsonObject;
    expect(pending['effectiveAt']).to.equal(timestampOf(announced + 72 * HOUR));
    expect(pending['key']).to.include({ recovered: true });
    world.time = announced + 72 * HOUR - 1;
    await refused('ACT_KEY', mark(fresh, 'early'));
    await mark(old, 'early');
    world.time = announced + 72 * HOUR;
    await refused('ACT_KEY', mark(old, 'late'));
    await mark(fresh, 'late');
    await refused(
      'ACT_KEY',
      world.act('declarant.stop-recovery', OWNER, { declarant: ENTERPRISE }, { key: old }),
    );
  });

  it('is stopped by the old key within the delay', async () => {
    const { fresh, body } = recovery();
    await world.act('declarant.recover', MARKET, body);
    await refused(
      'ACT_KEY',
      world.act('declarant.stop-recovery', OWNER, { declarant: ENTERPRISE }, { key: fresh }),
    );
    world.time += 71 * HOUR;
    await world.act('declarant.stop-recovery', OWNER, { declarant: ENTERPRISE });
    world.time += 2 * HOUR;
    await refused('ACT_KEY', mark(fresh, 'stopped'));
    await refused('STATE_CONFLICT', world.act('declarant.stop-recovery', OWNER, { declarant: ENTERPRISE }));
  });

  it('is stopped by a declarant who is suspended, too', async () => {
    await world.act('declarant.recover', MARKET, recovery().body);
    await world.act('declarant.set-status', MARKET, SUSPEND);
    await world.act('declarant.stop-recovery', OWNER, { declarant: ENTERPRISE });
  });

  it('settles a recovery in the record when it is next written, and recovers again', async () => {
    const first = recovery();
    await world.act('declarant.recover', MARKET, first.body);
    await refused('STATE_CONFLICT', world.act('declarant.recover', MARKET, recovery().body));
    world.time += 73 * HOUR;
    const second = recovery();
    await world.act('declarant.recover', MARKET, second.body);
    const keys = recordAt(world, 'declarant', ENTERPRISE)['keys'] as JsonObject[];
    expect(keys.map(({ kid }) => kid)).to.deep.equal([keyId(first.old.jwk), keyId(first.fresh.jwk)]);
    expect(keys[0]?.['until']).to.equal(keys[1]?.['from']);
    await mark(first.fresh, 'between');
  });

  it('needs the support of an agency of another organization, for this declarant and key', async () => {
    const recover = (made: { body: JsonObject }) => world.act('declarant.recover', MARKET, made.body);
    await refused('ACTOR_DENIED', recover(recovery(MARKET)));
    await refused('ACTOR_DENIED', recover(recovery(actorOf(OTHER))));
    await refused('ACT_TARGET', recover(recovery(COMMERCE, { declarant: OTHER })));
    await refused('ACT_TARGET', recover(recovery(COMMERCE, { key: digestOf('another key') })));
    const { body } = recovery(SUPERVISOR);
    const { body: other } = recovery();
    await refused('ACT_TARGET', world.act('declarant.recover', MARKET, { ...body, support: other.support }));
    await world.act('declarant.recover', MARKET, body);
  });

  it('changes status as the table says', async () => {
    const set = (status: string, more: JsonObject = {}) =>
      world.act('declarant.set-status', MARKET, { ...SUSPEND, status, ...more });
    await refused('INPUT_INVALID', set('deceased'));
    await refused('STATE_CONFLICT', set('active'));
    await set('suspended');
    await set('active');
    await set('deregistered');
    await refused('STATE_CONFLICT', set('suspended'));
    await refused('DECLARANT_INACTIVE', world.act('declarant.recover', MARKET, recovery().body));
    await set('active');
    await refused('NOT_FOUND', set('merged', { mergedInto: '91310000MA1FL5E751' }));
    await set('merged', { mergedInto: OTHER });
    expect(recordAt(world, 'declarant', ENTERPRISE)).to.include({ status: 'merged', mergedInto: OTHER });
    await refused('STATE_CONFLICT', set('active'));
  });
});
