import { canonicalize, digestOf, type SignedAct } from '@onceledger/chaincode/domain';
import { expect } from 'chai';
import { requestBody } from '../support/contract-bodies.js';
import { CITIZEN, newResidentWorld, PARTIES } from '../support/contract-resident.js';
import { declare, HOME, MARKET, POLICE, recordAt, TAX } from '../support/contract-scenes.js';
import { json, PERSON, type Snapshot, type World } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

/** Where the requester's peer does not endorse the answer, which is written to its collection, too. */
describe('contracts: a blinded reading that is refused in the open', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newResidentWorld();
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });

  async function requested(): Promise<{ readonly id: string; readonly act: SignedAct }> {
    const body = requestBody(world, {
      basis: { consent: `c-${'1'.repeat(32)}`, kind: 'consent' },
      claims: ['region'],
      declaration: HOME,
      purpose: { item: 'deduct-housing', kind: 'item' },
    });
    const act = world.sign('reading.request', TAX, body);
    await world.send('reading.request', act, { blinded: true });
    return { act, id: body['reading'] as string };
  }

  const answer = digestOf('the signed answer that the custodian keeps');
  const refusing = (reading: string) => world.sign('reading.refuse', POLICE, { answer, reading });
  const send = (signed: SignedAct) => world.send('reading.refuse', signed);

  it('stands by the custodian’s word, without evidence, reason or private writes', async () => {
    const { id, act } = await requested();
    const refusal = refusing(id);
    await send(refusal);
    expect(recordAt(world, 'reading', id)).to.deep.include({
      acts: [{ digest: digestOf(json(act)) }, json(refusal)],
      parties: PARTIES,
      status: 'refused',
    });
    for (const party of PARTIES) {
      const kept = world.peer.state.get(`_implicit_org_${party}`)?.get(`reading/${id}`);
      expect(kept?.toString()).to.equal(canonicalize([json(act)]));
    }
    expect(world.last.reads.filter((key) => key.includes(PERSON))).to.deep.equal([]);
    expect(await send(refusal)).to.include({ repeated: true });
    await refused('STATE_CONFLICT', send(refusing(id)));
  });

  it('is for custodians of the organization that must answer', async () => {
    const { id } = await requested();
    await refused('ROLE_REQUIRED', world.act('reading.refuse', TAX, { answer, reading: id }));
    await refused('ACTOR_DENIED', world.act('reading.refuse', MARKET, { answer, reading: id }));
    await refused('ACTOR_DENIED', world.act('reading.refuse', CITIZEN, { answer, reading: id }));
    expect(recordAt(world, 'reading', id)).to.include({ status: 'requested' });
  });

  it('is not for what stands in the open anyway, nor itself blinded', async () => {
    await declare(world);
    const open = requestBody(world);
    await world.act('reading.request', TAX, open);
    const reading = open['reading'] as string;
    await refused('INPUT_INVALID', world.act('reading.refuse', MARKET, { answer, reading }));
    const { id } = await requested();
    await refused('INPUT_INVALID', world.send('reading.refuse', refusing(id), { blinded: true }));
  });
});
