import { randomBytes } from 'node:crypto';
import { digestOf, keyId, timestampOf, toBase64url, type JsonObject } from '@onceledger/chaincode/domain';
import { ENTERPRISE, OTHER, type World } from './contract-world.js';

export const LICENCE = `business-licence.${ENTERPRISE}`;

export const newId = (letter: 'a' | 'c' | 'm' | 'r'): string =>
  `${letter}-${randomBytes(16).toString('hex')}`;
export const newSalt = (): string => toBase64url(randomBytes(16));

export function requestBody(world: World, more: JsonObject = {}, requester = 'tax'): JsonObject {
  const encryption = world.encryption.get(requester);
  return {
    reading: newId('r'),
    requester,
    declaration: LICENCE,
    version: 1,
    claims: ['name', 'telephone'],
    mode: 'value',
    purpose: { kind: 'item', item: 'register-for-tax' },
    basis: { kind: 'law' },
    deliverTo: encryption === undefined ? '' : keyId(encryption.jwk),
    salt: newSalt(),
    ...more,
  };
}

export function deliveryTo(world: World, requester: string): JsonObject {
  const encryption = world.encryption.get(requester);
  return {
    format: 1,
    kid: encryption === undefined ? '' : keyId(encryption.jwk),
    jwe: `aa.bb.cc.${newSalt()}.ee`,
  };
}

export function grantedBody(reading: string, delivery: JsonObject): JsonObject {
  return { reading, salt: newSalt(), decision: 'granted', delivery: digestOf(delivery) };
}

export function refusedBody(reading: string, reason: string): JsonObject {
  return { reading, salt: newSalt(), decision: 'refused', reason };
}

export function consentBody(world: World, more: JsonObject = {}): JsonObject {
  return {
    consent: newId('c'),
    declarant: ENTERPRISE,
    requester: 'tax',
    item: 'register-for-tax',
    type: 'business-licence',
    claims: ['name', 'telephone'],
    validUntil: timestampOf(world.time + 86_400_000),
    salt: newSalt(),
    ...more,
  };
}

export function applicationBody(more: JsonObject = {}): JsonObject {
  return {
    application: newId('a'),
    declarant: ENTERPRISE,
    item: 'register-for-tax@1',
    reads: [{ type: 'business-licence', claims: ['name', 'telephone'] }],
    asked: 0,
    salt: newSalt(),
    ...more,
  };
}

export function mandateBody(world: World, more: JsonObject = {}): JsonObject {
  return {
    mandate: newId('m'),
    from: ENTERPRISE,
    to: OTHER,
    scope: ['business-licence'],
    actions: ['declare', 'amend', 'withdraw'],
    validUntil: timestampOf(world.time + 86_400_000),
    ...more,
  };
}
