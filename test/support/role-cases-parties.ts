import { digestOf, type JsonObject } from '@onceledger/chaincode/domain';
import { mandateBody } from './contract-bodies.js';
import { actorOf, COMMERCE, decisionOn, MARKET, SUPERVISOR, voucher } from './contract-scenes.js';
import { ENTERPRISE, json, World } from './contract-world.js';
import { OWNER, type Case, type Scene } from './role-case.js';

const D = 'ACTOR_DENIED';
const R = 'ROLE_REQUIRED';
const entryOf = (id: string): JsonObject => ({
  kind: 'element',
  id,
  version: 1,
  names: { en: 'New', zh: '新' },
  body: { description: { en: 'New', zh: '新' }, schema: { type: 'boolean' }, personal: false },
});
const typeOf = (id: string, provider: string): JsonObject => ({
  kind: 'type',
  id,
  version: 2,
  names: { en: 'Mark', zh: '商标' },
  body: {
    subject: ['enterprise'],
    provider,
    custodian: provider,
    origins: ['self'],
    publicBody: 'chain',
    attested: false,
    claims: {
      name: {
        element: 'enterprise-name',
        names: { en: 'Name', zh: '名称' },
        required: true,
        visibility: 'public',
        sharing: 'unconditional',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
    },
  },
});
const itemOf = (id: string): JsonObject => ({
  kind: 'item',
  id,
  version: 1,
  names: { en: 'Item', zh: '事项' },
  body: {
    agency: 'commerce',
    subject: ['enterprise'],
    bases: ['law'],
    law: { citation: { en: 'Law', zh: '法律' } },
    reads: [{ type: 'business-licence', claims: ['account'], required: true }],
    asks: [],
    approvedBy: ['market-regulation'],
    confidential: false,
    timeLimitDays: 5,
  },
});
const filed = async (world: World, entry: JsonObject): Promise<Scene> => {
  await world.act('catalogue.file', SUPERVISOR, { entry });
  return { body: decisionOn(entry) };
};

export const PARTY_CASES: readonly Case[] = [
  {
    act: 'agency.amend',
    what: 'adds an agency',
    prepare: () => ({ body: new World().agencyBody('customs', 'tax', [{ role: 'requester' }]) }),
    expected: [R, R, R, R, 'ok', D, D, D],
  },
  {
    act: 'catalogue.file',
    what: 'files a data element',
    prepare: () => ({ body: { entry: entryOf('new-element') } }),
    expected: ['ok', 'ok', 'ok', 'ok', 'ok', D, D, D],
  },
  {
    act: 'catalogue.file',
    what: "files the provider's type",
    prepare: () => ({ body: { entry: typeOf('trade-mark', 'market-regulation') } }),
    expected: ['ok', D, D, D, 'ok', D, D, D],
  },
  {
    act: 'catalogue.file',
    what: "files the agency's item",
    prepare: () => ({ body: { entry: itemOf('trade-abroad') } }),
    expected: [D, D, 'ok', D, 'ok', D, D, D],
  },
  {
    act: 'catalogue.approve',
    what: 'approves an element',
    prepare: (world) => filed(world, entryOf('new-element')),
    expected: [R, R, R, R, 'ok', D, D, D],
  },
  {
    act: 'catalogue.approve',
    what: 'approves an item that names a provider: the provider first, and only then the supervisor',
    prepare: (world) => filed(world, itemOf('trade-abroad')),
    expected: ['ok', R, R, R, 'STATE_CONFLICT', D, D, D],
  },
  {
    act: 'catalogue.retire',
    what: 'retires what the supervisor filed',
    prepare: (world) => filed(world, entryOf('new-element')),
    expected: [R, R, R, R, 'ok', D, D, D],
  },
  {
    act: 'declarant.vouch',
    what: 'vouches for an enterprise',
    prepare: (world) => ({ body: voucher(world, '91310000MA1FL5E751') }),
    expected: ['ok', R, R, R, R, D, D, D],
  },
  {
    act: 'declarant.vouch',
    what: 'vouches for an individual',
    prepare: (world) => ({ body: voucher(world, `i-${'6'.repeat(32)}`) }),
    expected: [R, R, R, 'ok', R, D, D, D],
  },
  {
    act: 'declarant.rotate',
    what: "rotates the owner's key",
    prepare: (world) => ({ body: proven(world, ENTERPRISE) }),
    expected: [D, D, D, D, D, 'ok', D, D],
  },
  {
    act: 'declarant.recover',
    what: "recovers the owner's key with the support of commerce",
    prepare: (world) => ({ body: supported(world, ENTERPRISE, COMMERCE) }),
    expected: ['ok', R, R, R, R, D, D, D],
  },
  {
    act: 'declarant.stop-recovery',
    what: 'stops a recovery',
    prepare: async (world) => {
      const body = supported(world, ENTERPRISE, COMMERCE);
      await world.act('declarant.recover', MARKET, body);
      return { body: { declarant: ENTERPRISE } };
    },
    expected: [D, D, D, D, D, 'ok', D, D],
  },
  {
    act: 'declarant.set-status',
    what: 'suspends the owner',
    prepare: () => ({ body: { declarant: ENTERPRISE, status: 'suspended', reason: 'Found wrong' } }),
    expected: ['ok', R, R, R, R, D, D, D],
  },
  {
    act: 'mandate.grant',
    what: 'lets another act for the owner',
    prepare: (world) => ({ body: mandateBody(world) }),
    expected: [D, D, D, D, D, 'ok', D, D],
  },
  {
    act: 'mandate.revoke',
    what: 'ends a mandate, from either side',
    prepare: async (world) => {
      const body = mandateBody(world);
      await world.act('mandate.grant', OWNER, body);
      return { body: { target: body['mandate']! } };
    },
    expected: [D, D, D, D, D, 'ok', 'ok', D],
  },
];

/** A new key for a declarant and the enrolment that proves it. */
export function proven(world: World, declarant: string): JsonObject {
  const old = world.key(actorOf(declarant));
  const { request } = voucher(world, declarant) as { request: JsonObject };
  const { key } = request['body'] as { key: JsonObject };
  world.keys.set(actorOf(declarant), old);
  return { declarant, key, proof: request };
}

export function supported(world: World, declarant: string, supporter: string): JsonObject {
  const { key, proof } = proven(world, declarant) as { key: JsonObject; proof: JsonObject };
  const kid = digestOf({ crv: 'P-256', kty: 'EC', x: key['x']!, y: key['y']! });
  const support = world.sign(
    'declarant.recover-support',
    supporter,
    { declarant, key: kid },
    { previous: 'none' },
  );
  return { declarant, key, proof, support: json(support) };
}
