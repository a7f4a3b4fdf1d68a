import { expect } from 'chai';
import { timestampOf, type JsonObject } from '@onceledger/chaincode/domain';
import { mandateBody } from '../support/contract-bodies.js';
import {
  actorOf,
  declarationRecord,
  declare,
  draft,
  MARK,
  MARKET,
  newWorld,
} from '../support/contract-scenes.js';
import { ENTERPRISE, OTHER, PERSON, type Snapshot, type World } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

const OWNER = actorOf(ENTERPRISE);
const AGENT = actorOf(OTHER);

describe('contracts: mandates', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newWorld();
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });

  it('lets an agent declare exactly within his mandate', async () => {
    const mandate = mandateBody(world, { scope: ['trade-mark'], actions: ['declare'] });
    await world.act('mandate.grant', OWNER, mandate);
    const id = mandate['mandate'] as string;
    const mark = (actor: string, under?: string, input: object = {}) =>
      declare(
        world,
        { type: 'trade-mark', ...input },
        { as: actor, ...(under === undefined ? {} : { mandate: under }) },
      );
    await refused('ACTOR_DENIED', mark(AGENT));
    await refused('MANDATE_INVALID', mark(AGENT, `m-${'0'.repeat(32)}`), 'unknown');
    await refused('MANDATE_INVALID', mark(actorOf(PERSON), id), 'of another agent');
    await refused('MANDATE_INVALID', mark(OWNER, id), 'his own');
    await refused('MANDATE_INVALID', declare(world, {}, { as: AGENT, mandate: id }), 'another type');
    await mark(AGENT, id);
    const { body } = draft(world, { type: 'trade-mark', version: 2 });
    await refused(
      'MANDATE_INVALID',
      world.act('declaration.amend', AGENT, body, { mandate: id }),
      'another action',
    );
    expect(declarationRecord(world, MARK)['statusBy']).to.equal(AGENT);
  });

  it('honours no mandate that is revoked, expired, or whose giver is not active', async () => {
    const grant = async (more: JsonObject = {}): Promise<string> => {
      const body = mandateBody(world, { scope: ['trade-mark'], ...more });
      await world.act('mandate.grant', OWNER, body);
      return body['mandate'] as string;
    };
    const mark = (mandate: string) => declare(world, { type: 'trade-mark' }, { as: AGENT, mandate });
    const revoked = await grant();
    await world.act('mandate.revoke', AGENT, { target: revoked });
    await refused('MANDATE_INVALID', mark(revoked));
    await refused('STATE_CONFLICT', world.act('mandate.revoke', OWNER, { target: revoked }));
    const short = await grant({ validUntil: timestampOf(world.time + 10_000) });
    world.time += 9_000;
    await refused(
      'INPUT_INVALID',
      world.act('mandate.grant', OWNER, mandateBody(world, { validUntil: world.now })),
    );
    world.time += 1_000;
    await refused('MANDATE_INVALID', mark(short));
    const standing = await grant();
    await world.act('declarant.set-status', MARKET, {
      declarant: ENTERPRISE,
      status: 'suspended',
      reason: 'Examined',
    });
    await refused('DECLARANT_INACTIVE', mark(standing));
    await refused('DECLARANT_INACTIVE', grant());
    await world.act('mandate.revoke', OWNER, { target: standing });
  });
});
