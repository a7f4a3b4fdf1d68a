import { expect } from 'chai';
import { digestOf, type JsonObject, type JsonValue } from '@onceledger/chaincode/domain';
import { LICENCE, newSalt } from '../support/contract-bodies.js';
import {
  actorOf,
  declarationRecord,
  declare,
  draft,
  HOME,
  MARK,
  MARKET,
  newWorld,
  POLICE,
  recordAt,
  sealedPart,
  statusBody,
} from '../support/contract-scenes.js';
import { ENTERPRISE, OTHER, PERSON, type Snapshot, type World } from '../support/contract-world.js';
import { refused } from '../support/refused.js';

const OWNER = actorOf(ENTERPRISE);

describe('contracts: declaring', () => {
  let world: World;
  let start: Snapshot;
  before(async () => {
    world = await newWorld();
    start = world.snapshot();
  });
  beforeEach(() => {
    world.restore(start);
  });
  const send = (body: JsonObject, transient: Readonly<Record<string, JsonValue>> = {}, actor = OWNER) =>
    world.act('declaration.declare', actor, body, { transient });

  it('keeps the body in the act, and what follows from it beside', async () => {
    const { body, transient } = draft(world);
    const at = world.now;
    const outcome = await send(body, transient);
    const record = declarationRecord(world, LICENCE);
    expect(outcome).to.deep.equal({ id: LICENCE, status: 'declared', record: digestOf(record), version: 1 });
    const [act] = record['acts'] as JsonObject[];
    expect(act?.['body']).to.deep.equal(body);
    expect({ ...record, acts: [] }).to.deep.equal({
      format: 1,
      kind: 'declaration',
      acts: [],
      id: LICENCE,
      declarant: ENTERPRISE,
      type: 'business-licence@1',
      version: 1,
      origin: 'self',
      status: 'declared',
      commitment: body['commitment'],
      declaredAt: at,
      statusAt: at,
      statusBy: OWNER,
      updatedAt: at,
    });
    const sealed = world.peer.state.get('sealed')?.get(`${LICENCE}@1`)?.toString();
    expect(JSON.parse(sealed ?? '')).to.deep.equal(transient['sealed']);
  });

  it('names the declaration that a second one meets, whether or not it was seen', async () => {
    await declare(world);
    const error = await refused('ALREADY_DECLARED', declare(world, {}, { previous: 'none' }));
    expect(error.detail).to.contain(LICENCE);
    await refused('ALREADY_DECLARED', declare(world, { version: 2 }));
    await declare(world, { discriminator: 'branch-2' });
  });

  it('continues the version count after an inactive one, and says what was before', async () => {
    await declare(world, { type: 'trade-mark' });
    await world.act('declaration.withdraw', OWNER, statusBody(world, MARK));
    const former = digestOf(declarationRecord(world, MARK));
    await refused('VERSION_CONFLICT', declare(world, { type: 'trade-mark' }));
    await refused('ACT_PREVIOUS', declare(world, { type: 'trade-mark', version: 2 }, { previous: 'none' }));
    expect(await declare(world, { type: 'trade-mark', version: 2 })).to.include({
      version: 2,
      status: 'declared',
    });
    expect(declarationRecord(world, MARK)['former']).to.deep.equal({
      record: former,
      status: 'withdrawn',
      version: 1,
    });
  });

  it('supersedes only the former version by an amendment', async () => {
    await declare(world);
    const former = digestOf(declarationRecord(world, LICENCE));
    const { body, transient } = draft(world, { version: 2, claims: { name: 'A new name' } });
    await refused(
      'ACT_PREVIOUS',
      world.act('declaration.amend', OWNER, body, { transient, previous: digestOf('x') }),
    );
    await world.act('declaration.amend', OWNER, body, { transient });
    const record = declarationRecord(world, LICENCE);
    expect(record['former']).to.deep.equal({ record: former, status: 'superseded', version: 1 });
    expect(record['acts']).to.have.length(1);
    expect([...(world.peer.state.get('sealed')?.keys() ?? [])]).to.deep.equal([
      `${LICENCE}@1`,
      `${LICENCE}@2`,
    ]);
  });

  it('starts attested what an agency issues, for a declarant whom nobody has enrolled', async () => {
    const unknown = '91310000MA1FL5E751';
    const { body, transient } = draft(world, { declarant: unknown, origin: 'agency' });
    expect(await send(body, transient, MARKET)).to.include({ status: 'attested' });
    const self = draft(world, { declarant: unknown, type: 'trade-mark' });
    await refused('ACTOR_DENIED', send(self.body));
    await refused(
      'NOT_FOUND',
      declare(world, { declarant: unknown, origin: 'assisted', discriminator: 'x' }, { as: MARKET }),
    );
  });

  it('needs each claim in its place under the root', async () => {
    const { body } = draft(world, { type: 'trade-mark' });
    const clear = body['clear'] as Readonly<Record<string, JsonObject>>;
    const name = clear['name']!;
    const other = digestOf('another');
    const wrong: Readonly<Record<string, JsonObject>> = {
      'another value': { ...body, clear: { name: { ...name, value: 'Another' } } },
      'another salt': { ...body, clear: { name: { ...name, salt: newSalt() } } },
      'another root': { ...body, commitment: { root: other, suite: 'once-sha256-1' } },
      'a claim too many': { ...body, leaves: { address: other } },
      'no claim': { ...body, clear: {} },
      'a public claim as a leaf': { ...body, clear: {}, leaves: { name: other } },
    };
    for (const [note, one] of Object.entries(wrong)) await refused('COMMITMENT_INVALID', send(one), note);
    await refused('INPUT_INVALID', send({ ...body, leaves: { name: other } }), 'a claim twice');
  });

  it('holds public claims to the schema of the type', async () => {
    const long = draft(world, { type: 'trade-mark', claims: { name: 'x'.repeat(201) } });
    const error = await refused('SCHEMA_VIOLATION', send(long.body));
    expect(error.detail)
      .to.match(/^\/name /)
      .and.not.contain('xxx');
    await refused('SCHEMA_VIOLATION', send(draft(world, { type: 'trade-mark', claims: { name: 7 } }).body));
    const absent = await refused(
      'SCHEMA_VIOLATION',
      send(draft(world, { type: 'trade-mark', claims: { name: null } }).body),
    );
    expect(absent.detail).to.equal('/name is missing');
  });

  it('needs a sealed part exactly where there are private claims, wrapped for custodian and declarant', async () => {
    const { body } = draft(world);
    await refused('SEALED_PART_INVALID', send(body));
    await refused('SEALED_PART_INVALID', send({ ...body, sealed: false }));
    const sealed = (part: JsonObject) => send(body, { sealed: part });
    await refused('SEALED_PART_INVALID', sealed(sealedPart(world, 'tax', ENTERPRISE)), 'no custodian');
    await refused('SEALED_PART_INVALID', sealed(sealedPart(world, 'market-regulation')), 'no declarant');
    await refused(
      'SEALED_PART_INVALID',
      sealed(sealedPart(world, 'market-regulation', OTHER)),
      'another declarant',
    );
    await refused(
      'INPUT_INVALID',
      sealed({ ...sealedPart(world, 'market-regulation', ENTERPRISE), iv: 'AAAA' }),
      'iv',
    );
    const stale = sealedPart(world, 'market-regulation', ENTERPRISE);
    const wraps = (stale['wraps'] as JsonObject[]).map((wrap) => ({ ...wrap, kid: digestOf('old') }));
    await refused('SEALED_PART_INVALID', sealed({ ...stale, wraps }), 'old keys');
  });

  it('keeps the clear body of an individual off the channel, and holds it to its leaves', async () => {
    const { body, transient } = draft(world, { type: 'residence', declarant: PERSON });
    const { clear } = transient as { clear: { clear: Readonly<Record<string, JsonObject>> } };
    const individual = (parts: Readonly<Record<string, JsonValue>>) => send(body, parts, actorOf(PERSON));
    await refused('INPUT_INVALID', individual({ sealed: transient['sealed']! }));
    const region = { ...clear.clear['region'], value: '110101' } as JsonObject;
    await refused('COMMITMENT_INVALID', individual({ ...transient, clear: { clear: { region } } }));
    await refused('COMMITMENT_INVALID', individual({ ...transient, clear: { clear: {} } }));
    await individual(transient);
    expect(
      world.last.writes.map(({ collection, key }) => `${collection} ${key.replaceAll('\u0000', '/')}`),
    ).to.deep.equal([`bodies ${HOME}@1`, `sealed ${HOME}@1`, ` /declaration/${PERSON}/residence//`]);
    expect(JSON.stringify(recordAt(world, 'declaration', PERSON, 'residence', ''))).to.not.contain('350102');
  });

  it('refuses types that are not in effect, unknown or for others, and validity that is past', async () => {
    await refused(
      'NOT_FOUND',
      send({
        ...draft(world, { type: 'trade-mark' }).body,
        declaration: `nothing.${ENTERPRISE}`,
        type: 'nothing@1',
      }),
    );
    await refused('ACTOR_DENIED', declare(world, { type: 'trade-mark', origin: 'agency' }));
    const person = draft(world, { type: 'trade-mark', declarant: PERSON });
    await refused('INPUT_INVALID', send(person.body, {}, actorOf(PERSON)));
    await refused('INPUT_INVALID', declare(world, { type: 'trade-mark', more: { validUntil: world.now } }));
    await world
      .act('catalogue.retire', MARKET, {
        ref: 'trade-mark@1',
        digest: recordAt(world, 'catalogue', 'trade-mark', '000001')['digest']!,
      })
      .then(
        () => expect.fail('the supervisor filed it'),
        (error: unknown) => expect(error).to.have.property('code', 'ROLE_REQUIRED'),
      );
    await world.act('catalogue.retire', 'agency:government-affairs', {
      ref: 'trade-mark@1',
      digest: recordAt(world, 'catalogue', 'trade-mark', '000001')['digest']!,
    });
    await refused('STATE_CONFLICT', declare(world, { type: 'trade-mark' }));
  });

  it('limits the public part to 32 KB', async () => {
    const { body } = draft(world, { type: 'trade-mark', claims: { name: '名'.repeat(11_000) } });
    await refused('INPUT_TOO_LARGE', send(body));
  });

  it('declares nothing for who is suspended, nor by an agency in his name', async () => {
    await world.act('declarant.set-status', MARKET, {
      declarant: ENTERPRISE,
      status: 'suspended',
      reason: 'Examined',
    });
    await refused('DECLARANT_INACTIVE', declare(world, { type: 'trade-mark' }));
    await refused('DECLARANT_INACTIVE', declare(world, { origin: 'agency' }));
  });

  it('judges a version and commitment that the act names, and private claims only after they were opened', async () => {
    await declare(world);
    const body = statusBody(world, LICENCE);
    await refused('VERSION_CONFLICT', world.act('declaration.attest', MARKET, { ...body, version: 2 }));
    const commitment = { root: digestOf('another'), suite: 'once-sha256-1' };
    await refused('COMMITMENT_INVALID', world.act('declaration.attest', MARKET, { ...body, commitment }));
    await refused('STATE_CONFLICT', world.act('declaration.attest', MARKET, body));
    await refused(
      'NOT_FOUND',
      world.act('declaration.attest', MARKET, { ...body, reading: `r-${'0'.repeat(32)}` }),
    );
    await refused('ACTOR_DENIED', world.act('declaration.attest', POLICE, body));
  });
});
