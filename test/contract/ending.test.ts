import { expect } from 'chai';
import { refusedBody } from '../support/contract-bodies.js';
import {
  CITIZEN,
  CUSTODIAN,
  evidence,
  newResidentWorld,
  PARTIES,
  ResidentScenes,
} from '../support/contract-resident.js';
import { actorOf, POLICE, recordAt, TAX } from '../support/contract-scenes.js';
import { ENTERPRISE, json, PERSON, type Snapshot, type World } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

describe('contracts: what is blinded ends by a mark', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newResidentWorld();
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });
  const scenes = new ResidentScenes(() => world);

  it('ends a consent by a mark of one party, and leaves the channel and the other as they are', async () => {
    const { id, grant } = await scenes.consented();
    const before = recordAt(world, 'consent', id);
    const revoke = await scenes.revoked({ id, grant });
    expect(recordAt(world, 'consent', id)).to.deep.equal(before);
    expect(scenes.implicit(CUSTODIAN, `ended/consent/${id}`)).to.deep.equal(json(revoke));
    expect(scenes.implicit('tax', `ended/consent/${id}`)).to.equal(null);
    expect(world.last.writes.map(({ collection }) => collection)).to.deep.equal([
      '_implicit_org_government-affairs',
    ]);
    const own = { organization: CUSTODIAN };
    expect(await world.query('readings:ended', ['consent', id], own)).to.deep.equal(json(revoke));
    await refused('NOT_FOUND', world.query('readings:ended', ['consent', id], { organization: 'tax' }));
    await refused('INPUT_INVALID', world.query('readings:ended', ['reading', id], own));
  });

  it('ends it once: the same act again changes nothing, another is refused', async () => {
    const { id, grant } = await scenes.consented();
    const given = { evidence: evidence({ [id]: [grant] }), party: CUSTODIAN };
    const revoke = world.sign('consent.revoke', CITIZEN, { target: id });
    const send = () => world.send('consent.revoke', revoke, { blinded: true, transient: given });
    expect(await send())
      .to.include({ id, status: 'revoked' })
      .and.not.have.property('repeated');
    expect(await send()).to.include({ id, repeated: true, status: 'revoked' });
    expect(world.last.writes).to.deep.equal([]);
    await refused('STATE_CONFLICT', scenes.revoked({ id, grant }));
    await scenes.revoked({ id, grant }, 'tax');
  });

  it('takes a mark of nobody but who may end it, and only of a party', async () => {
    const { id, grant } = await scenes.consented();
    await refused('INPUT_INVALID', scenes.revoked({ id, grant }, 'commerce'));
    await refused(
      'INPUT_INVALID',
      scenes.blind('consent.revoke', CITIZEN, { target: id }, { evidence: evidence({ [id]: [grant] }) }),
    );
    await refused('ACTOR_DENIED', scenes.revoked({ id, grant }, 'tax', actorOf(ENTERPRISE)));
    await refused('ACTOR_DENIED', scenes.revoked({ id, grant }, 'tax', TAX));
    expect(scenes.implicit('tax', `ended/consent/${id}`)).to.equal(null);
  });

  it('decides by the mark of who answers, and plans by that of any party', async () => {
    const own = { organization: CUSTODIAN };
    const planned = async () =>
      JSON.stringify(await world.query('readings:plan', ['deduct-housing', PERSON], own));
    for (const party of PARTIES) {
      const { id: consent, grant } = await scenes.consented();
      const { id, act } = await scenes.requested(consent);
      expect(await planned()).to.not.contain('CONSENT_REVOKED');
      await scenes.revoked({ id: consent, grant }, party);
      expect(await planned()).to.contain('CONSENT_REVOKED');
      const decision =
        party === CUSTODIAN ? { granted: false, refusal: 'CONSENT_REVOKED' } : { granted: true };
      expect(await world.query('readings:authorize', [id], own)).to.include(decision);
      if (party !== CUSTODIAN) continue;
      const given = { evidence: evidence({ [id]: [act], [consent]: [grant] }) };
      await scenes.blind('reading.answer', POLICE, refusedBody(id, 'CONSENT_REVOKED'), given);
    }
  });
});
