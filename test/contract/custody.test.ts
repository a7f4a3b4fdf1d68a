import { expect } from 'chai';
import type { JsonObject } from '@onceledger/chaincode/domain';
import { LICENCE } from '../support/contract-bodies.js';
import {
  actorOf,
  declare,
  draft,
  MARK,
  MARKET,
  newWorld,
  recordAt,
  sealedPart,
} from '../support/contract-scenes.js';
import { ENTERPRISE, OTHER, type Snapshot, type World } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

describe('contracts: custody', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newWorld();
    await declare(world);
    await declare(world, { type: 'trade-mark' });
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });
  const held = { declaration: LICENCE, version: 1, state: 'held' };
  const report = (more: JsonObject = {}) => world.act('custody.report', MARKET, { ...held, ...more });
  const reseal = (cause: string, sealed?: JsonObject, more: JsonObject = {}) =>
    world.act(
      'custody.reseal',
      MARKET,
      { declaration: LICENCE, version: 1, cause, ...more },
      sealed === undefined ? {} : { transient: { sealed } },
    );
  const custody = (): JsonObject => recordAt(world, 'custody', ENTERPRISE, 'business-licence', '', '1');
  const part = (): JsonObject => sealedPart(world, 'market-regulation', ENTERPRISE);

  it('reports what it holds, and that it no longer can open it', async () => {
    expect(await report()).to.include({ id: LICENCE, status: 'held', version: 1 });
    await report({ state: 'unopenable', reason: 'NO_KEY' });
    expect(custody()).to.include({ state: 'unopenable', custodian: 'market-regulation' });
    expect(custody()['acts']).to.have.length(1);
  });

  it('is about a sealed part that there is', async () => {
    await refused('NOT_FOUND', report({ version: 2 }));
    await refused('NOT_FOUND', report({ declaration: `${LICENCE}.none` }));
    await refused('STATE_CONFLICT', report({ declaration: MARK }));
  });

  it('reseals under the commitment that stands: report and latest reseal stay on record', async () => {
    const before = world.peer.state.get('sealed')?.get(`${LICENCE}@1`)?.toString();
    await refused('NOT_FOUND', reseal('rotation', part()));
    await report();
    await reseal('held', part());
    await reseal('rotation', part());
    expect(custody()).to.include({ state: 'held' });
    expect(custody()['acts']).to.have.length(2);
    expect(world.peer.state.get('sealed')?.get(`${LICENCE}@1`)?.toString()).to.not.equal(before);
  });

  it('may begin with the reseal that says held, and wraps to a key of its own store', async () => {
    const own = part();
    const wraps = (own['wraps'] as JsonObject[]).map((wrap) =>
      wrap['owner'] === MARKET ? { ...wrap, kid: 'S'.repeat(42) + 'I' } : wrap,
    );
    await reseal('held', { ...own, wraps });
    expect(custody()).to.include({ state: 'held' });
  });

  it('leaves the declarant his wrap, and itself one', async () => {
    await report();
    await refused('SEALED_PART_INVALID', reseal('rotation'));
    await refused('SEALED_PART_INVALID', reseal('rotation', sealedPart(world, 'market-regulation')));
    await refused('SEALED_PART_INVALID', reseal('rotation', sealedPart(world, 'market-regulation', OTHER)));
    await refused('SEALED_PART_INVALID', reseal('rotation', sealedPart(world, 'tax', ENTERPRISE)));
  });

  it('takes many into custody in one transaction, each by its own sealed part', async () => {
    const ids = ['a', 'b'].map((name) => `${LICENCE}.${name}`);
    for (const discriminator of ['a', 'b']) await declare(world, { discriminator });
    const acts = ids.map((declaration) =>
      world.sign('custody.reseal', MARKET, { declaration, version: 1, cause: 'held' }),
    );
    const sealed = Object.fromEntries(ids.map((id) => [id, part()]));
    const outcomes = await world.sendMany('declarations:resealMany', acts, { transient: { sealed } });
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['held', 'held']);
    const missing = world.sendMany('declarations:resealMany', acts.toReversed(), {
      transient: { sealed: { [ids[0] ?? '']: part() } },
    });
    expect((await missing).map(({ repeated }) => repeated)).to.deep.equal([true, true]);
  });

  it('keeps custody of each version', async () => {
    const { body, transient } = draft(world, { version: 2 });
    await world.act('declaration.amend', actorOf(ENTERPRISE), body, { transient });
    await report();
    await report({ version: 2 });
    expect(recordAt(world, 'custody', ENTERPRISE, 'business-licence', '', '2')).to.include({ version: 2 });
  });
});
