import { expect } from 'chai';
import { digestOf, type JsonObject, type RefusalCode } from '@onceledger/chaincode/domain';
import {
  applicationBody,
  consentBody,
  deliveryTo,
  grantedBody,
  LICENCE,
  newId,
  newSalt,
  refusedBody,
  requestBody,
} from '../support/contract-bodies.js';
import {
  actorOf,
  attestationReading,
  declare,
  draft,
  MARKET,
  newWorld,
  recordAt,
  statusBody,
  TAX,
} from '../support/contract-scenes.js';
import { ENTERPRISE, type Snapshot, type World } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

const OWNER = actorOf(ENTERPRISE);
const HOUR = 3_600_000;

describe('contracts: readings', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newWorld();
    await declare(world);
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });
  const request = async (more: JsonObject = {}): Promise<string> => {
    const body = requestBody(world, more);
    await world.act('reading.request', TAX, body);
    return body['reading'] as string;
  };
  const grant = (reading: string, delivery = deliveryTo(world, 'tax')) =>
    world.act('reading.answer', MARKET, grantedBody(reading, delivery), { transient: { delivery } });
  const refuse = (reading: string, reason: string) =>
    world.act('reading.answer', MARKET, refusedBody(reading, reason));
  const receive = (reading: string, more: JsonObject = { result: 'received' }) =>
    world.act('reading.receive', TAX, { reading, salt: newSalt(), ...more });
  const record = (reading: string): JsonObject => recordAt(world, 'reading', reading);
  const delivered = (reading: string) =>
    world.peer.state.get('_implicit_org_tax')?.get(`delivery/${reading}`);

  it('goes from request to received; the delivery is there only in between, and only for the requester', async () => {
    const at = world.now;
    const reading = await request();
    expect(record(reading)).to.include({
      status: 'requested',
      requestedAt: at,
      requesterOrganization: 'tax',
      custodianOrganization: 'market-regulation',
    });
    const delivery = deliveryTo(world, 'tax');
    const answeredAt = world.time;
    expect(await grant(reading, delivery)).to.include({ status: 'granted' });
    expect(record(reading)['deliverBy']).to.equal(new Date(answeredAt + 72 * HOUR).toISOString());
    expect(JSON.parse(delivered(reading)?.toString() ?? '')).to.deep.equal(delivery);
    expect(JSON.stringify(record(reading))).to.not.contain(delivery['jwe']);
    expect(await receive(reading)).to.include({ status: 'received' });
    expect(delivered(reading)).to.equal(undefined);
    expect(record(reading)).to.not.have.property('deliverBy');
    expect(record(reading)['acts']).to.have.length(3);
  });

  it('commits a refusal with its reason', async () => {
    const reading = await request({ claims: ['account'] });
    expect(await refuse(reading, 'CLAIM_CONDITIONAL')).to.include({ status: 'refused' });
    expect(record(reading)).to.include({ status: 'refused', reason: 'CLAIM_CONDITIONAL' });
    await refused('STATE_CONFLICT', receive(reading));
  });

  it('takes no answer but the one of the policy engine', async () => {
    const good = await request();
    const error = await refused('DECISION_DIFFERS', refuse(good, 'ITEM_CLAIMS'));
    expect(error.detail).to.equal('signed ITEM_CLAIMS, the engine says granted');
    const bad = await request({ claims: ['account'] });
    await refused('DECISION_DIFFERS', grant(bad));
    await refused('DECISION_DIFFERS', refuse(bad, 'CONSENT_UNKNOWN'));
  });

  it('accepts every request for what there is, so that refusals come onto the ledger', async () => {
    const rows: readonly (readonly [JsonObject, RefusalCode])[] = [
      [{ version: 2 }, 'DECLARATION_VERSION'],
      [{ declaration: `${LICENCE}.other` }, 'DECLARATION_UNKNOWN'],
      [{ claims: ['name', 'unknown'] }, 'CLAIM_UNKNOWN'],
      [{ purpose: { kind: 'item', item: 'nothing' } }, 'ITEM_UNKNOWN'],
      [{ basis: { kind: 'request', application: newId('a') } }, 'APPLICATION_UNKNOWN'],
      [{ basis: { kind: 'consent', consent: newId('c') } }, 'CONSENT_UNKNOWN'],
      [{ deliverTo: digestOf('no key') }, 'REQUESTER_KEY'],
      [{ purpose: { kind: 'attestation' }, basis: { kind: 'attestation' } }, 'ATTESTATION_ROLE'],
    ];
    for (const [more, reason] of rows) {
      const reading = await request(more);
      expect(await refuse(reading, reason), reason).to.include({ status: 'refused' });
    }
    await refused('NOT_FOUND', request({ declaration: `nothing.${ENTERPRISE}` }));
  });

  it('judges the basis as it stands at the answer: application', async () => {
    const body = applicationBody();
    await world.act('application.apply', OWNER, body);
    const basis = { kind: 'request', application: body['application']! };
    const before = await request({ basis });
    expect(await grant(before)).to.include({ status: 'granted' });
    const after = await request({ basis });
    await world.act('application.close', TAX, { target: body['application']! });
    await refused('DECISION_DIFFERS', grant(after));
    await refuse(after, 'APPLICATION_CLOSED');
    await refused('STATE_CONFLICT', world.act('application.close', OWNER, { target: body['application']! }));
  });

  it('judges the basis as it stands at the answer: consent', async () => {
    const body = consentBody(world);
    await world.act('consent.grant', OWNER, body);
    const basis = { kind: 'consent', consent: body['consent']! };
    expect(await grant(await request({ basis }))).to.include({ status: 'granted' });
    const after = await request({ basis });
    await world.act('consent.revoke', OWNER, { target: body['consent']!, reason: 'No longer' });
    await refuse(after, 'CONSENT_REVOKED');
    await refused('STATE_CONFLICT', world.act('consent.revoke', OWNER, { target: body['consent']! }));
  });

  it('takes the word of the custodian only for what it alone can know, and only where that can be', async () => {
    const late = await request();
    await refused('DECISION_DIFFERS', refuse(late, 'REQUEST_LATE'));
    world.time += 301_000;
    await refuse(late, 'REQUEST_LATE');

    const quota = await request();
    await refuse(quota, 'QUOTA_EXCEEDED');
    const application = applicationBody();
    await world.act('application.apply', OWNER, application);
    const asked = await request({ basis: { kind: 'request', application: application['application']! } });
    await refused('DECISION_DIFFERS', refuse(asked, 'QUOTA_EXCEEDED'));

    const closed = await request();
    await refused('DECISION_DIFFERS', refuse(closed, 'UNOPENABLE'));
    const unopenable = { declaration: LICENCE, version: 1, state: 'unopenable', reason: 'NO_KEY' };
    await world.act('custody.report', MARKET, unopenable);
    await refused('DECISION_DIFFERS', grant(closed));
    await refuse(closed, 'UNOPENABLE');
  });

  it('holds the delivery to the signed digest and to the key that was asked for', async () => {
    const reading = await request();
    const delivery = deliveryTo(world, 'tax');
    const body = grantedBody(reading, delivery);
    const answer = (transient: Readonly<Record<string, JsonObject>>, signed = body) =>
      world.act('reading.answer', MARKET, signed, { transient });
    await refused('INPUT_INVALID', answer({}));
    await refused('ACT_BODY', answer({ delivery: deliveryTo(world, 'tax') }));
    const elsewhere = deliveryTo(world, 'market-regulation');
    await refused('INPUT_INVALID', answer({ delivery: elsewhere }, grantedBody(reading, elsewhere)));
    await refused('INPUT_INVALID', answer({ delivery: { ...delivery, format: 2 } }));
    await answer({ delivery });
  });

  it('answers once, receives once', async () => {
    const reading = await request();
    await refused('STATE_CONFLICT', receive(reading));
    await grant(reading);
    await refused('STATE_CONFLICT', refuse(reading, 'ITEM_CLAIMS'));
    await receive(reading, { result: 'rejected', reason: 'COMMITMENT' });
    expect(record(reading)).to.include({ status: 'rejected' });
    expect(delivered(reading)).to.equal(undefined);
    await refused('STATE_CONFLICT', receive(reading));
  });

  it('lapses after the deadline: nothing is received any more, and the delivery can be purged', async () => {
    const reading = await request();
    await grant(reading);
    world.time += 72 * HOUR;
    await refused('STATE_CONFLICT', receive(reading));
    await receive(reading, { result: 'rejected', reason: 'DELIVERY_MISSING' });
    expect(record(reading)).to.include({ status: 'lapsed' });
    expect(delivered(reading)).to.equal(undefined);
  });

  it('attests private claims on a received attestation reading of this version, and on no other', async () => {
    const reading = await attestationReading(world);
    const attest = (id: string) =>
      world.act('declaration.attest', MARKET, statusBody(world, LICENCE, { reading: id }));
    const toTax = await request();
    await refused('STATE_CONFLICT', attest(toTax));
    await grant(toTax);
    await receive(toTax);
    await refused('STATE_CONFLICT', attest(toTax));
    const amended = draft(world, { version: 2 });
    await world.act('declaration.amend', OWNER, amended.body, { transient: amended.transient });
    await refused('STATE_CONFLICT', attest(reading));
    const second = await attestationReading(world, LICENCE, 2);
    expect(await attest(second)).to.include({ status: 'attested', version: 2 });
  });

  it('answers many with their deliveries by identifier', async () => {
    const one = await request();
    const two = await request({ claims: ['account'] });
    const delivery = deliveryTo(world, 'tax');
    const acts = [
      world.sign('reading.answer', MARKET, grantedBody(one, delivery)),
      world.sign('reading.answer', MARKET, refusedBody(two, 'CLAIM_CONDITIONAL')),
    ];
    const outcomes = await world.sendMany('readings:answerMany', acts, {
      transient: { delivery: { [one]: delivery } },
    });
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['granted', 'refused']);
  });

  it('consents and applies only within what the item reads', async () => {
    const consent = (more: JsonObject) => world.act('consent.grant', OWNER, consentBody(world, more));
    await refused('INPUT_INVALID', consent({ requester: 'commerce' }));
    await refused('INPUT_INVALID', consent({ claims: ['account'] }));
    await refused('INPUT_INVALID', consent({ type: 'trade-mark', claims: ['name'] }));
    await refused('INPUT_INVALID', consent({ validUntil: world.now }));
    await refused('NOT_FOUND', consent({ item: 'nothing' }));
    const apply = (more: JsonObject) => world.act('application.apply', OWNER, applicationBody(more));
    await refused('INPUT_INVALID', apply({ reads: [{ type: 'business-licence', claims: ['account'] }] }));
    await refused('STATE_CONFLICT', apply({ item: 'register-for-tax@2' }));
    await refused('NOT_FOUND', apply({ item: 'nothing@1' }));
  });
});
