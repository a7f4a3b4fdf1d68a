import { expect } from 'chai';
import { digestOf, keyId, timestampOf, type ActKind, type JsonObject } from '@onceledger/chaincode/domain';
import {
  applicationBody,
  consentBody,
  deliveryTo,
  grantedBody,
  mandateBody,
  newSalt,
  refusedBody,
  requestBody,
} from '../support/contract-bodies.js';
import {
  actorOf,
  COMMERCE,
  decisionOn,
  declare,
  enrol,
  MARKET,
  newLedger,
  newWorld,
  SUPERVISOR,
  TAX,
  voucher,
} from '../support/contract-scenes.js';
import { ENTERPRISE, json, type Snapshot, type World } from '../support/contract-world.js';
import { outcomeCode } from '../support/refused.js';

const OWNER = actorOf(ENTERPRISE);
const HOUR = 3_600_000;
const S = 'STATE_CONFLICT';
const N = 'NOT_FOUND';
const E = 'ALREADY_EXISTS';
const F = 'INPUT_INVALID';

/** What an act does to the record of the table's subject; answers the outcome's status. */
type Step = (world: World, subject: JsonObject) => Promise<{ readonly status?: string }>;

interface Table {
  readonly start: () => Promise<World>;
  /** The body that makes the record, or what stands for it. */
  readonly subject: (world: World) => JsonObject;
  readonly functions: Readonly<Record<string, Step>>;
  /** Which functions lead to a state. `wait` lets every term run out. */
  readonly states: Readonly<Record<string, readonly string[]>>;
  /** For each state what each function, in their order, leads to: a status, or the code of a refusal. */
  readonly expected: Readonly<Record<string, readonly string[]>>;
}

const act =
  (kind: ActKind, as: string, body: (world: World, subject: JsonObject) => JsonObject): Step =>
  (world, subject) =>
    world.act(kind, as, body(world, subject));
const whole = (_: World, subject: JsonObject): JsonObject => subject;
const target =
  (name: string) =>
  (_: World, subject: JsonObject): JsonObject => ({ target: subject[name] ?? '' });
const wait: Step = (world) => {
  world.time += 100 * HOUR;
  return Promise.resolve({});
};

const reading: Table = {
  start: async () => {
    const world = await newWorld();
    await declare(world);
    return world;
  },
  subject: (world) => requestBody(world),
  functions: {
    request: act('reading.request', TAX, whole),
    grant: (world, { reading: id }) => {
      const delivery = deliveryTo(world, 'tax');
      const body = grantedBody(id as string, delivery);
      return world.act('reading.answer', MARKET, body, { transient: { delivery } });
    },
    refuse: act('reading.answer', MARKET, (_, { reading: id }) =>
      refusedBody(id as string, 'QUOTA_EXCEEDED'),
    ),
    'refuse in the open': act('reading.refuse', MARKET, (_, { reading: id }) => ({
      answer: digestOf('an answer'),
      reading: id ?? '',
    })),
    receive: act('reading.receive', TAX, (_, { reading: id }) => ({
      reading: id ?? '',
      result: 'received',
      salt: newSalt(),
    })),
    reject: act('reading.receive', TAX, (_, { reading: id }) => ({
      reading: id ?? '',
      reason: 'DELIVERY_MISSING',
      result: 'rejected',
      salt: newSalt(),
    })),
    wait,
  },
  states: {
    none: [],
    requested: ['request'],
    granted: ['request', 'grant'],
    'granted, its delivery overdue': ['request', 'grant', 'wait'],
    refused: ['request', 'refuse'],
    received: ['request', 'grant', 'receive'],
    rejected: ['request', 'grant', 'reject'],
    lapsed: ['request', 'grant', 'wait', 'reject'],
  },
  expected: {
    none: ['requested', N, N, N, N, N],
    requested: [E, 'granted', 'refused', F, S, S],
    granted: [E, S, S, F, 'received', 'rejected'],
    'granted, its delivery overdue': [E, S, S, F, S, 'lapsed'],
    refused: [E, S, S, F, S, S],
    received: [E, S, S, F, S, S],
    rejected: [E, S, S, F, S, S],
    lapsed: [E, S, S, F, S, S],
  },
};

const consent: Table = {
  start: newWorld,
  subject: (world) => consentBody(world, { validUntil: timestampOf(world.time + HOUR) }),
  functions: {
    grant: act('consent.grant', OWNER, whole),
    revoke: act('consent.revoke', OWNER, target('consent')),
    wait,
  },
  states: { none: [], active: ['grant'], expired: ['grant', 'wait'], revoked: ['grant', 'revoke'] },
  expected: {
    none: ['active', N],
    active: [E, 'revoked'],
    expired: [E, 'revoked'],
    revoked: [E, S],
  },
};

const mandate: Table = {
  start: newWorld,
  subject: (world) => mandateBody(world, { validUntil: timestampOf(world.time + HOUR) }),
  functions: {
    grant: act('mandate.grant', OWNER, whole),
    revoke: act('mandate.revoke', OWNER, target('mandate')),
    wait,
  },
  states: { none: [], active: ['grant'], expired: ['grant', 'wait'], revoked: ['grant', 'revoke'] },
  expected: {
    none: ['active', N],
    active: [E, 'revoked'],
    expired: [E, 'revoked'],
    revoked: [E, S],
  },
};

const application: Table = {
  start: newWorld,
  subject: () => applicationBody(),
  functions: {
    apply: act('application.apply', OWNER, whole),
    'close by the agency': act('application.close', TAX, target('application')),
    'close by the declarant': act('application.close', OWNER, target('application')),
  },
  states: { none: [], open: ['apply'], closed: ['apply', 'close by the agency'] },
  expected: {
    none: ['open', N, N],
    open: [E, 'closed', 'closed'],
    closed: [E, S, S],
  },
};

const entry: Table = {
  start: newLedger,
  subject: () => ({
    kind: 'element',
    id: 'new-element',
    version: 1,
    names: { en: 'New', zh: '新' },
    body: { description: { en: 'New', zh: '新' }, schema: { type: 'boolean' }, personal: false },
  }),
  functions: {
    file: act('catalogue.file', SUPERVISOR, (_, subject) => ({ entry: subject })),
    approve: act('catalogue.approve', SUPERVISOR, (_, subject) => decisionOn(subject)),
    retire: act('catalogue.retire', SUPERVISOR, (_, subject) => decisionOn(subject)),
  },
  states: {
    none: [],
    filed: ['file'],
    effective: ['file', 'approve'],
    retired: ['file', 'approve', 'retire'],
    'retired before it was approved': ['file', 'retire'],
  },
  expected: {
    none: ['filed', N, N],
    filed: [E, 'effective', 'retired'],
    effective: [E, S, 'retired'],
    retired: [E, S, S],
    'retired before it was approved': [E, S, S],
  },
};

/** A further key, of which `subject` is not told: the world goes on signing with the old one. */
function furtherKey(world: World): JsonObject {
  const old = world.key(OWNER);
  const { request } = voucher(world, ENTERPRISE);
  const fresh = world.key(OWNER);
  world.keys.set(OWNER, old);
  return { declarant: ENTERPRISE, key: { ...fresh.jwk }, proof: request ?? null };
}
const recover: Step = (world) => {
  const body = furtherKey(world);
  const statement = { declarant: ENTERPRISE, key: keyId(body['key'] as never) };
  const support = world.sign('declarant.recover-support', COMMERCE, statement, { previous: 'none' });
  return world.act('declarant.recover', MARKET, { ...body, support: json(support) });
};
const setStatus = (status: string): Step =>
  act('declarant.set-status', MARKET, () => ({ declarant: ENTERPRISE, reason: 'Examined', status }));

const I = 'DECLARANT_INACTIVE';
const K = 'ACT_KEY';
const declarant: Table = {
  start: async () => {
    const world = await newLedger();
    world.newKey(OWNER);
    return world;
  },
  subject: () => ({}),
  functions: {
    vouch: (world) => enrol(world, ENTERPRISE),
    rotate: act('declarant.rotate', OWNER, furtherKey),
    recover,
    'stop a recovery': act('declarant.stop-recovery', OWNER, () => ({ declarant: ENTERPRISE })),
    suspend: setStatus('suspended'),
    activate: setStatus('active'),
    deregister: setStatus('deregistered'),
    wait,
  },
  states: {
    none: [],
    active: ['vouch'],
    recovering: ['vouch', 'recover'],
    suspended: ['vouch', 'suspend'],
    deregistered: ['vouch', 'deregister'],
  },
  expected: {
    // Who is not on the ledger has no key there.
    none: ['active', K, N, K, N, N, N],
    active: [E, 'active', 'active', S, 'suspended', S, 'deregistered'],
    recovering: [E, 'active', S, 'active', 'suspended', S, 'deregistered'],
    suspended: [E, I, 'suspended', S, S, 'active', 'deregistered'],
    deregistered: [E, I, I, S, S, 'active', S],
  },
};

const TABLES: Readonly<Record<string, Table>> = {
  reading,
  consent,
  mandate,
  application,
  'catalogue entry': entry,
  declarant,
};

for (const [what, table] of Object.entries(TABLES))
  describe(`contracts: status, ${what}`, () => {
    let world: World;
    let start: Snapshot;
    before(async () => {
      world = await table.start();
      start = world.snapshot();
    });

    const steps = Object.entries(table.functions).filter(([name]) => name !== 'wait');
    for (const [state, expected] of Object.entries(table.expected))
      it(`${state}: ${steps.map(([name], index) => `${name} → ${expected[index] ?? ''}`).join(', ')}`, async () => {
        const found: string[] = [];
        for (const [, perform] of steps) {
          world.restore(start);
          const subject = table.subject(world);
          for (const name of table.states[state] ?? []) await table.functions[name]?.(world, subject);
          const outcome = perform(world, subject);
          const { code } = await outcomeCode(outcome);
          found.push(code === 'ok' ? ((await outcome).status ?? '') : code);
        }
        expect(found).to.deep.equal(expected);
      });
  });
