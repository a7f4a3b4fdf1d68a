import { expect } from 'chai';
import { digestOf, type SignedAct } from '@onceledger/chaincode/domain';
import {
  applicationBody,
  consentBody,
  deliveryTo,
  grantedBody,
  newSalt,
  refusedBody,
  requestBody,
} from '../support/contract-bodies.js';
import {
  CITIZEN,
  CUSTODIAN,
  evidence,
  newResidentWorld,
  PARTIES,
  ResidentScenes,
} from '../support/contract-resident.js';
import { actorOf, declare, HOME, POLICE, recordAt, statusBody, TAX } from '../support/contract-scenes.js';
import { ENTERPRISE, json, PERSON, type Snapshot, type World } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

describe('contracts: what concerns individuals is blinded', () => {
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

  it('has only digests, parties and state of a consent on the channel; the acts are with each party', async () => {
    const at = world.now;
    const { id, grant } = await scenes.consented();
    expect(recordAt(world, 'consent', id)).to.deep.equal({
      acts: [{ digest: digestOf(json(grant)) }],
      blinded: true,
      format: 1,
      id,
      kind: 'consent',
      parties: PARTIES,
      status: 'active',
      updatedAt: at,
    });
    for (const party of PARTIES) expect(scenes.implicit(party, `consent/${id}`)).to.deep.equal([json(grant)]);
  });

  it('is refused in the open, and what needs no blinding is refused blinded', async () => {
    await refused('BLINDING_REQUIRED', world.act('consent.grant', CITIZEN, scenes.consenting()));
    await refused(
      'BLINDING_REQUIRED',
      world.act('reading.request', TAX, scenes.asking(`c-${'1'.repeat(32)}`)),
    );
    const applying = applicationBody({ declarant: PERSON, item: 'deduct-housing@1', reads: [] });
    await refused('BLINDING_REQUIRED', world.act('application.apply', CITIZEN, applying));
    const open = consentBody(world);
    await refused('INPUT_INVALID', scenes.blind('consent.grant', actorOf(ENTERPRISE), open));
    const { id, grant } = await scenes.consented();
    const given = { evidence: evidence({ [id]: [grant] }) };
    await refused(
      'BLINDING_REQUIRED',
      world.act('consent.revoke', CITIZEN, { target: id }, { transient: given }),
    );
  });

  it('blinds a confidential item of enterprises, too', async () => {
    const more = { item: 'inspect-accounts', claims: ['account'] };
    const body = consentBody(world, more);
    await refused('BLINDING_REQUIRED', world.act('consent.grant', actorOf(ENTERPRISE), body));
    await scenes.blind('consent.grant', actorOf(ENTERPRISE), body);
    expect(recordAt(world, 'consent', body['consent'] as string)['parties']).to.deep.equal([
      'market-regulation',
      'tax',
    ]);
    await declare(world);
    const request = requestBody(world, {
      claims: ['account'],
      purpose: { kind: 'item', item: 'inspect-accounts' },
    });
    await refused('BLINDING_REQUIRED', world.act('reading.request', TAX, request));
  });

  it('reads by consent, judged on evidence that the record has digests of', async () => {
    const { id: consent, grant } = await scenes.consented();
    const { id, act } = await scenes.requested(consent);
    const delivery = deliveryTo(world, 'tax');
    const given = evidence({ [id]: [act], [consent]: [grant] });
    const body = grantedBody(id, delivery);
    const answer = await scenes.blind('reading.answer', POLICE, body, { delivery, evidence: given });
    expect(recordAt(world, 'reading', id)).to.include({ status: 'granted' });
    expect(scenes.implicit('tax', `delivery/${id}`)).to.deep.equal(delivery);
    const seen = evidence({ [id]: [act, answer] });
    const receipt = await scenes.blind(
      'reading.receive',
      TAX,
      { reading: id, salt: newSalt(), result: 'received' },
      { evidence: seen },
    );
    expect(recordAt(world, 'reading', id)).to.include({ status: 'received' });
    expect(scenes.implicit('tax', `delivery/${id}`)).to.equal(null);
    for (const party of PARTIES) {
      expect(scenes.implicit(party, `reading/${id}`)).to.deep.equal([act, answer, receipt].map(json));
    }
  });

  it('never reads private data in a submit, so that endorsers who are no party read alike', async () => {
    const { id: consent, grant } = await scenes.consented();
    const { id, act } = await scenes.requested(consent);
    expect(world.last.reads.filter((key) => key.includes(PERSON) || key.includes(':'))).to.deep.equal([]);
    const delivery = deliveryTo(world, 'tax');
    const given = evidence({ [id]: [act], [consent]: [grant] });
    await scenes.blind('reading.answer', POLICE, grantedBody(id, delivery), { delivery, evidence: given });
    expect(world.last.reads.filter((key) => !key.startsWith('\u0000'))).to.deep.equal([]);
  });

  it('keeps the reason of a refusal off the channel', async () => {
    const { id: consent, grant } = await scenes.consented();
    const { id, act } = await scenes.requested(consent);
    await scenes.revoked({ id: consent, grant });
    const given = evidence({ [id]: [act], [consent]: [grant] });
    const delivery = deliveryTo(world, 'tax');
    await refused(
      'DECISION_DIFFERS',
      scenes.blind('reading.answer', POLICE, grantedBody(id, delivery), { delivery, evidence: given }),
    );
    await scenes.blind('reading.answer', POLICE, refusedBody(id, 'CONSENT_REVOKED'), { evidence: given });
    expect(recordAt(world, 'reading', id))
      .to.include({ status: 'refused' })
      .and.not.have.property('reason');
  });

  it('refuses evidence that is missing, short, or not what was committed', async () => {
    const { id: consent, grant } = await scenes.consented();
    const { id, act } = await scenes.requested(consent);
    const other = world.sign('consent.grant', CITIZEN, scenes.consenting({ consent }));
    const answer = (given: Readonly<Record<string, readonly SignedAct[]>>) =>
      scenes.blind('reading.answer', POLICE, refusedBody(id, 'CONSENT_REVOKED'), {
        evidence: evidence(given),
      });
    await refused('INPUT_INVALID', answer({}));
    await refused('INPUT_INVALID', answer({ [id]: [act] }));
    await refused('ACT_BODY', answer({ [id]: [], [consent]: [grant] }));
    await refused('ACT_BODY', answer({ [id]: [act], [consent]: [other] }));
    await refused('ACT_BODY', answer({ [id]: [act], [consent]: [grant, grant] }));
    await refused('ACT_BODY', answer({ [id]: [grant], [consent]: [grant] }));
  });

  it('attests private claims on a blinded attestation reading', async () => {
    const body = requestBody(
      world,
      {
        declaration: HOME,
        claims: ['address'],
        purpose: { kind: 'attestation' },
        basis: { kind: 'attestation' },
      },
      'public-security',
    );
    const id = body['reading'] as string;
    const request = await scenes.blind('reading.request', POLICE, body);
    const delivery = deliveryTo(world, 'public-security');
    const first = { delivery, evidence: evidence({ [id]: [request] }) };
    const answer = await scenes.blind('reading.answer', POLICE, grantedBody(id, delivery), first);
    const second = { evidence: evidence({ [id]: [request, answer] }) };
    const receive = await scenes.blind(
      'reading.receive',
      POLICE,
      { reading: id, salt: newSalt(), result: 'received' },
      second,
    );
    const attest = statusBody(world, HOME, { reading: id });
    await refused('INPUT_INVALID', world.act('declaration.attest', POLICE, attest));
    const third = evidence({ [id]: [request, answer, receive] });
    await world.act('declaration.attest', POLICE, attest, { transient: { evidence: third } });
    expect(recordAt(world, 'declaration', PERSON, 'residence', '')).to.include({ status: 'attested' });
  });

  it('lets who applied close the application, with evidence', async () => {
    const reads = [{ type: 'residence', claims: ['region'] }];
    const body = applicationBody({ declarant: PERSON, item: 'deduct-housing@1', reads });
    const id = body['application'] as string;
    const wish = await scenes.blind('application.apply', CITIZEN, body);
    expect(recordAt(world, 'application', id)['parties']).to.deep.equal(PARTIES);
    await refused('INPUT_INVALID', scenes.blind('application.close', CITIZEN, { target: id }));
    const given = { evidence: evidence({ [id]: [wish] }), party: CUSTODIAN };
    const close = await scenes.blind('application.close', TAX, { target: id }, given);
    expect(scenes.implicit(CUSTODIAN, `ended/application/${id}`)).to.deep.equal(json(close));
  });

  it('names neither subject, purpose nor claims in what goes onto the channel', async () => {
    const { id: consent } = await scenes.consented();
    const { id } = await scenes.requested(consent);
    for (const [kind, name] of [
      ['consent', consent],
      ['reading', id],
    ] as const) {
      const text = JSON.stringify(recordAt(world, kind, name));
      for (const secret of [PERSON, 'address', 'region', 'deduct-housing', 'residence']) {
        expect(text, `${kind} ${secret}`).to.not.contain(secret);
      }
    }
  });

  it('shows a party its blinded acts on its own peer, and decides by them', async () => {
    const { id: consent, grant } = await scenes.consented();
    const { id, act } = await scenes.requested(consent);
    const own = { organization: 'government-affairs' };
    expect(await world.query('readings:blinded', ['consent', consent], own)).to.deep.equal([json(grant)]);
    expect(await world.query('readings:authorize', [id], own)).to.include({ granted: true });
    await refused(
      'NOT_FOUND',
      world.query('readings:blinded', ['consent', consent], { organization: 'tax' }),
    );
    await refused('INPUT_INVALID', world.query('readings:blinded', ['mandate', consent], own));
    const given = { evidence: evidence({ [id]: [act], [consent]: [grant] }) };
    const asked = await world.query('readings:authorize', [id], {
      organization: 'commerce',
      transient: given,
    });
    expect(asked).to.include({ granted: true });
    await refused('ACT_BODY', world.query('readings:authorize', [id], { organization: 'commerce' }));
  });
});
