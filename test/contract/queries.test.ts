import { expect } from 'chai';
import { digestOf, QUERIES, type JsonObject } from '@onceledger/chaincode/domain';
import { ENTRIES } from '../support/contract-catalogue.js';
import {
  applicationBody,
  consentBody,
  deliveryTo,
  grantedBody,
  LICENCE,
  mandateBody,
  requestBody,
} from '../support/contract-bodies.js';
import {
  actorOf,
  declare,
  draft,
  HOME,
  MARK,
  MARKET,
  newWorld,
  recordAt,
  TAX,
} from '../support/contract-scenes.js';
import { ENTERPRISE, LEDGER, PERSON, type World } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

const OWNER = actorOf(ENTERPRISE);

describe('contracts: queries', () => {
  let world: World;
  const ids = { mandate: '', consent: '', application: '', reading: '' };
  before(async () => {
    world = await newWorld('tax');
    await declare(world);
    await declare(world, { type: 'trade-mark' });
    const home = draft(world, { type: 'residence', declarant: PERSON });
    await world.act('declaration.declare', actorOf(PERSON), home.body, { transient: home.transient });
    await world.act('custody.report', MARKET, { declaration: LICENCE, version: 1, state: 'held' });
    const [mandate, consent, application] = [mandateBody(world), consentBody(world), applicationBody()];
    await world.act('mandate.grant', OWNER, mandate);
    await world.act('consent.grant', OWNER, consent);
    await world.act('application.apply', OWNER, application);
    const request = requestBody(world, {
      basis: { kind: 'request', application: application['application']! },
    });
    await world.act('reading.request', TAX, request);
    ids.mandate = mandate['mandate'] as string;
    ids.consent = consent['consent'] as string;
    ids.application = application['application'] as string;
    ids.reading = request['reading'] as string;
  });
  const list = async (name: string, ...args: string[]): Promise<readonly JsonObject[]> =>
    JSON.parse(await world.call(name, args)) as JsonObject[];

  it('answers each record as it stands, byte for byte', async () => {
    const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
      ['agencies:show', ['tax'], ['agency', 'tax']],
      ['catalogue:show', ['trade-mark', '1'], ['catalogue', 'trade-mark', '000001']],
      ['catalogue:show', ['trade-mark', ''], ['catalogue', 'trade-mark', '000001']],
      ['declarants:show', [ENTERPRISE], ['declarant', ENTERPRISE]],
      ['mandates:show', [ids.mandate], ['mandate', ids.mandate]],
      ['declarations:show', [LICENCE], ['declaration', ENTERPRISE, 'business-licence', '']],
      ['declarations:custody', [LICENCE, '1'], ['custody', ENTERPRISE, 'business-licence', '', '1']],
      ['consents:show', [ids.consent], ['consent', ids.consent]],
      ['applications:show', [ids.application], ['application', ids.application]],
      ['readings:show', [ids.reading], ['reading', ids.reading]],
    ];
    for (const [name, args, key] of rows) {
      expect(digestOf(await world.query(name, args)), name).to.equal(digestOf(recordAt(world, ...key)));
      expect(world.last.writes).to.deep.equal([]);
    }
  });

  it('lists agencies, entries and the declarations of a declarant', async () => {
    expect((await list('agencies:list')).map(({ agency }) => (agency as JsonObject)['code'])).to.deep.equal([
      'commerce',
      'government-affairs',
      'market-regulation',
      'public-security',
      'tax',
    ]);
    expect(await list('catalogue:list', '')).to.have.length(ENTRIES.length);
    expect((await list('catalogue:list', 'type')).map(({ ref }) => ref)).to.deep.equal([
      'business-licence@1',
      'residence@1',
      'trade-mark@1',
    ]);
    expect((await list('declarations:list', ENTERPRISE)).map(({ id }) => id)).to.deep.equal([LICENCE, MARK]);
    expect((await list('declarations:list', PERSON)).map(({ id }) => id)).to.deep.equal([HOME]);
  });

  it('says which ledger it serves', async () => {
    expect(await world.query('agencies:ledger', [])).to.deep.equal({
      ledger: LEDGER,
      consortium: digestOf(world.bootstrapBody),
      settings: world.bootstrapBody['settings'],
    });
  });

  it('has private data where the peer and client may have it', async () => {
    expect(await world.query('declarations:sealed', [LICENCE, '1'])).to.include({ suite: 'A256GCM' });
    const clear = (await world.query('declarations:clearBody', [HOME, '1'])) as {
      clear: { region: JsonObject };
    };
    expect(clear.clear.region).to.include({ value: '350102' });
    const delivery = deliveryTo(world, 'tax');
    await world.act('reading.answer', MARKET, grantedBody(ids.reading, delivery), {
      transient: { delivery },
    });
    const own = { organization: 'tax' };
    expect(await world.query('readings:delivery', [ids.reading], own)).to.deep.equal(delivery);
    await refused('NOT_FOUND', world.query('readings:delivery', [ids.reading], { organization: 'commerce' }));
  });

  it('says what is not there, and what is no identifier', async () => {
    const rows: readonly (readonly [
      string,
      readonly string[],
      'NOT_FOUND' | 'IDENTIFIER_INVALID' | 'INPUT_INVALID',
    ])[] = [
      ['agencies:show', ['nobody'], 'NOT_FOUND'],
      ['agencies:show', ['Not a code'], 'IDENTIFIER_INVALID'],
      ['catalogue:show', ['nothing', ''], 'NOT_FOUND'],
      ['catalogue:show', ['trade-mark', '2'], 'NOT_FOUND'],
      ['catalogue:show', ['trade-mark', 'first'], 'INPUT_INVALID'],
      ['catalogue:list', ['everything'], 'INPUT_INVALID'],
      ['declarants:show', ['91310000MA1FL5E751'], 'NOT_FOUND'],
      ['declarants:show', ['91310000MA1FL5E750'], 'IDENTIFIER_INVALID'],
      ['mandates:show', [`m-${'0'.repeat(32)}`], 'NOT_FOUND'],
      ['declarations:show', [`${LICENCE}.none`], 'NOT_FOUND'],
      ['declarations:sealed', [MARK, '1'], 'NOT_FOUND'],
      ['declarations:clearBody', [LICENCE, '1'], 'NOT_FOUND'],
      ['declarations:custody', [LICENCE, '2'], 'NOT_FOUND'],
      ['declarations:custody', [LICENCE, '0'], 'INPUT_INVALID'],
      ['consents:show', ['c-1'], 'IDENTIFIER_INVALID'],
      ['applications:show', [`a-${'0'.repeat(32)}`], 'NOT_FOUND'],
      ['readings:show', [`r-${'0'.repeat(32)}`], 'NOT_FOUND'],
      ['readings:blinded', ['consent', ids.consent], 'NOT_FOUND'],
      ['readings:authorize', [`r-${'0'.repeat(32)}`], 'NOT_FOUND'],
      ['readings:plan', ['nothing', ENTERPRISE], 'NOT_FOUND'],
      ['readings:plan', ['register-for-tax', '91310000MA1FL5E751'], 'NOT_FOUND'],
    ];
    for (const [name, args, code] of rows)
      await refused(code, world.query(name, args, { organization: 'tax' }), name);
  });

  it('decides as the answer would', async () => {
    expect(await world.query('readings:authorize', [ids.reading])).to.include({ granted: true });
    const refusedOne = requestBody(world, { claims: ['account'] });
    await world.act('reading.request', TAX, refusedOne);
    const decision = await world.query('readings:authorize', [refusedOne['reading'] as string]);
    expect(decision).to.include({ granted: false, refusal: 'CLAIM_CONDITIONAL' });
  });

  it('plans what an item would read', async () => {
    const plan = await world.query('readings:plan', ['register-for-tax', ENTERPRISE]);
    expect(plan).to.include({
      item: 'register-for-tax',
      agency: 'tax',
      complete: true,
      application: ids.application,
    });
    expect((plan['steps'] as JsonObject[])[0]).to.include({
      type: 'business-licence',
      how: 'reading',
      declaration: LICENCE,
    });
    const person = await world.query('readings:plan', ['deduct-housing', PERSON]);
    expect((person['steps'] as JsonObject[])[0]).to.include({ declaration: HOME, remedy: 'consent' });
  });

  it('has every query of the register, and only these', async () => {
    const metadata = JSON.parse(await world.call('org.hyperledger.fabric:GetMetadata', [])) as {
      contracts: Record<
        string,
        { transactions: { name: string; tag?: string[]; parameters?: { name: string }[] }[] }
      >;
    };
    const queries = Object.entries(metadata.contracts).flatMap(([contract, { transactions }]) =>
      transactions
        .filter(({ tag }) => tag?.includes('EVALUATE'))
        .map(
          ({ name, parameters = [] }) => [`${contract}:${name}`, parameters.map((one) => one.name)] as const,
        ),
    );
    const expected = Object.entries(QUERIES).map(([name, args]) => [
      name,
      args.map((one) => one.replace('?', '')),
    ]);
    expect(Object.fromEntries(queries)).to.deep.equal(Object.fromEntries(expected));
  });
});
