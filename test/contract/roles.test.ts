import { expect } from 'chai';
import { ACTS } from '@onceledger/chaincode/domain';
import { newWorld } from '../support/contract-scenes.js';
import type { Snapshot, World } from '../support/contract-world.js';
import { outcomeCode } from '../support/refused.js';
import { ACTORS } from '../support/role-case.js';
import { DECLARATION_CASES } from '../support/role-cases-declarations.js';
import { PARTY_CASES } from '../support/role-cases-parties.js';

const CASES = [...PARTY_CASES, ...DECLARATION_CASES];

describe('contracts: who may do what', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newWorld();
    start = world.snapshot();
  });

  for (const { act, what, prepare, expected } of CASES) {
    it(`${act}: ${what}`, async () => {
      const found: Record<string, string> = {};
      for (const actor of ACTORS) {
        world.restore(start);
        const { body, transient } = await prepare(world);
        const { code } = await outcomeCode(
          world.act(act, actor, body, transient === undefined ? {} : { transient }),
        );
        found[actor] = code;
      }
      expect(found).to.deep.equal(Object.fromEntries(ACTORS.map((actor, index) => [actor, expected[index]])));
    });
  }

  it('has a row for every act that can be submitted', () => {
    const submits = Object.entries(ACTS).filter(([, { submit }]) => submit !== null);
    expect([...new Set(CASES.map(({ act }) => act))].sort()).to.deep.equal(
      submits.map(([act]) => act).sort(),
    );
  });
});
