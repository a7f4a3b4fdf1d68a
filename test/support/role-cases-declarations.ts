import { digestOf, type JsonObject } from '@onceledger/chaincode/domain';
import {
  applicationBody,
  consentBody,
  deliveryTo,
  grantedBody,
  LICENCE,
  newSalt,
  requestBody,
} from './contract-bodies.js';
import { declare, draft, MARK, MARKET, sealedPart, statusBody, TAX } from './contract-scenes.js';
import { ENTERPRISE, type World } from './contract-world.js';
import { OWNER, type Case, type Scene } from './role-case.js';

const D = 'ACTOR_DENIED';
const R = 'ROLE_REQUIRED';
const declared = async (world: World, more: JsonObject = {}): Promise<Scene> => {
  await declare(world, { type: 'trade-mark' });
  return { body: statusBody(world, MARK, more) };
};
const suspended = async (world: World): Promise<Scene> => {
  const { body } = await declared(world, { reason: 'Under examination' });
  await world.act('declaration.suspend', MARKET, body);
  return { body: statusBody(world, MARK) };
};
const attested = async (world: World, more: JsonObject): Promise<Scene> => {
  const { body } = await declared(world);
  await world.act('declaration.attest', MARKET, body);
  return { body: statusBody(world, MARK, more) };
};
const licensed = async (world: World): Promise<void> => {
  await declare(world);
};
const requested = async (world: World): Promise<string> => {
  await licensed(world);
  const body = requestBody(world);
  await world.act('reading.request', TAX, body);
  return body['reading'] as string;
};
const confidentially = async (world: World): Promise<string> => {
  await licensed(world);
  const purpose = { item: 'inspect-accounts', kind: 'item' };
  const body = requestBody(world, { claims: ['account'], purpose });
  await world.send('reading.request', world.sign('reading.request', TAX, body), { blinded: true });
  return body['reading'] as string;
};
const answering = async (world: World): Promise<Scene> => {
  const reading = await requested(world);
  const delivery = deliveryTo(world, 'tax');
  return { body: grantedBody(reading, delivery), transient: { delivery } };
};

export const DECLARATION_CASES: readonly Case[] = [
  {
    act: 'declaration.declare',
    what: 'declares for himself',
    prepare: (world) => draft(world),
    expected: [D, D, D, D, D, 'ok', D, D],
  },
  {
    act: 'declaration.declare',
    what: 'issues from the register',
    prepare: (world) => draft(world, { origin: 'agency' }),
    expected: ['ok', D, D, D, D, D, D, D],
  },
  {
    act: 'declaration.declare',
    what: "declares in the declarant's presence",
    prepare: (world) => draft(world, { origin: 'assisted' }),
    expected: ['ok', R, R, R, R, D, D, D],
  },
  {
    act: 'declaration.amend',
    what: 'amends his own',
    prepare: async (world) => {
      await licensed(world);
      return draft(world, { version: 2 });
    },
    expected: [D, D, D, D, D, 'ok', D, D],
  },
  {
    act: 'declaration.withdraw',
    what: 'withdraws his own',
    prepare: (world) => declared(world),
    expected: [D, D, D, D, D, 'ok', D, D],
  },
  {
    act: 'declaration.withdraw',
    what: 'withdraws what the agency issued',
    prepare: async (world) => {
      await declare(world, { origin: 'agency' });
      return { body: statusBody(world, LICENCE) };
    },
    expected: ['ok', D, D, D, D, D, D, D],
  },
  {
    act: 'declaration.attest',
    what: 'attests',
    prepare: (world) => declared(world, { basis: 'register' }),
    expected: ['ok', D, D, D, D, D, D, D],
  },
  {
    act: 'declaration.refuse',
    what: 'refuses',
    prepare: (world) => declared(world, { reason: 'Not in the register' }),
    expected: ['ok', D, D, D, D, D, D, D],
  },
  {
    act: 'declaration.suspend',
    what: 'suspends',
    prepare: (world) => declared(world, { reason: 'Under examination' }),
    expected: ['ok', D, D, D, D, D, D, D],
  },
  {
    act: 'declaration.reinstate',
    what: 'reinstates',
    prepare: suspended,
    expected: ['ok', D, D, D, D, D, D, D],
  },
  {
    act: 'declaration.revoke',
    what: 'revokes',
    prepare: (world) => attested(world, { reason: 'Obtained by fraud' }),
    expected: ['ok', D, D, D, D, D, D, D],
  },
  {
    act: 'custody.report',
    what: 'reports custody',
    prepare: async (world) => {
      await licensed(world);
      return { body: { declaration: LICENCE, version: 1, state: 'held' } };
    },
    expected: ['ok', D, D, D, D, D, D, D],
  },
  {
    act: 'custody.reseal',
    what: 'reseals',
    prepare: async (world) => {
      await licensed(world);
      const sealed = sealedPart(world, 'market-regulation', ENTERPRISE);
      return { body: { declaration: LICENCE, version: 1, cause: 'held' }, transient: { sealed } };
    },
    expected: ['ok', D, D, D, D, D, D, D],
  },
  {
    act: 'consent.grant',
    what: 'consents',
    prepare: (world) => ({ body: consentBody(world) }),
    expected: [D, D, D, D, D, 'ok', D, D],
  },
  {
    act: 'consent.revoke',
    what: 'takes his consent back',
    prepare: async (world) => {
      const body = consentBody(world);
      await world.act('consent.grant', OWNER, body);
      return { body: { target: body['consent']! } };
    },
    expected: [D, D, D, D, D, 'ok', D, D],
  },
  {
    act: 'application.apply',
    what: 'applies',
    prepare: () => ({ body: applicationBody() }),
    expected: [D, D, D, D, D, 'ok', D, D],
  },
  {
    act: 'application.close',
    what: "closes an application: the item's agency or who applied",
    prepare: async (world) => {
      const body = applicationBody();
      await world.act('application.apply', OWNER, body);
      return { body: { target: body['application']! } };
    },
    expected: [D, 'ok', D, D, D, 'ok', D, D],
  },
  {
    act: 'reading.request',
    what: 'requests a reading as tax',
    prepare: async (world) => {
      await licensed(world);
      return { body: requestBody(world) };
    },
    expected: [D, 'ok', D, D, D, D, D, D],
  },
  {
    act: 'reading.answer',
    what: 'answers as the custodian',
    prepare: answering,
    expected: ['ok', D, D, D, D, D, D, D],
  },
  {
    act: 'reading.refuse',
    what: "refuses in the open as a custodian of the custodian's organization",
    prepare: async (world) => ({
      body: { answer: digestOf('an answer'), reading: await confidentially(world) },
    }),
    expected: ['ok', R, R, D, R, D, D, D],
  },
  {
    act: 'reading.receive',
    what: 'receives as the requester',
    prepare: async (world) => {
      const { body, transient } = await answering(world);
      await world.act('reading.answer', MARKET, body, transient === undefined ? {} : { transient });
      return { body: { reading: body['reading']!, salt: newSalt(), result: 'received' } };
    },
    expected: [D, 'ok', D, D, D, D, D, D],
  },
];
