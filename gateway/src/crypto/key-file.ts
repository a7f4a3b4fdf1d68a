import {
  canonicalBytes,
  canonicalize,
  fail,
  fromUtf8,
  object,
  oneOf,
  optional,
  parseActor,
  parsedBy,
  parseJson,
  parseTimestamp,
  parseWith,
  string,
  type JsonValue,
  type Parser,
  type Timestamp,
} from '@onceledger/chaincode/domain';
import { boxParser } from './passphrase.js';
import { openBox, sealBox, type Box } from './secret-box.js';

/** What stands in clear in a key file; everything here is also the additional data of what is sealed. */
export interface KeyFileHead {
  readonly createdAt: Timestamp;
  readonly format: 1;
  readonly name: string;
  readonly owner?: string;
  readonly use: 'sign' | 'encrypt' | 'checkpoint' | 'secret' | 'custody';
}
/** Exactly one of `secret` (no passphrase) and `sealed`. */
interface KeyFile extends KeyFileHead {
  readonly secret?: SecretJwk;
  readonly sealed?: Box;
}

const word = string({ min: 1, max: 200 });
const member: Parser<string> = string({ max: 400 });
/** A private JWK (EC or OKP) or a symmetric one (oct). */
export interface SecretJwk {
  readonly kty: 'EC' | 'OKP' | 'oct';
  readonly crv?: string;
  readonly d?: string;
  readonly k?: string;
  readonly x?: string;
  readonly y?: string;
}
const secretParser = object<SecretJwk>({
  crv: optional(member),
  d: optional(member),
  k: optional(member),
  kty: oneOf('EC', 'OKP', 'oct'),
  x: optional(member),
  y: optional(member),
});
const keyFileParser = object<KeyFile>({
  createdAt: parsedBy(parseTimestamp),
  format: oneOf(1),
  name: word,
  owner: optional(parsedBy(parseActor)),
  secret: optional(secretParser),
  sealed: optional(boxParser),
  use: oneOf('sign', 'encrypt', 'checkpoint', 'secret', 'custody'),
});

/** docs/spec/key-store.md. */
export function writeKeyFile(head: KeyFileHead, secret: SecretJwk, storeKey: Uint8Array | undefined): string {
  const clear = { ...head };
  if (storeKey === undefined) return canonicalize({ ...clear, secret: { ...secret } });
  return canonicalize({
    ...clear,
    sealed: { ...sealBox(storeKey, canonicalBytes({ ...secret }), canonicalBytes(clear)) },
  });
}

export interface ReadKeyFile {
  readonly head: KeyFileHead;
  readonly secret: SecretJwk;
  readonly wasSealed: boolean;
}

/** @throws STORAGE_DAMAGED with the file's name, never with content */
export function readKeyFile(name: string, content: string, storeKey: Uint8Array | undefined): ReadKeyFile {
  const { secret, sealed, ...head } = parsed(name, content);
  if (secret !== undefined) return { head, secret, wasSealed: false };
  if (sealed === undefined || storeKey === undefined) throw damaged(name);
  const opened = openBox(storeKey, sealed, canonicalBytes({ ...head }));
  if (opened === undefined) throw damaged(name);
  return {
    head,
    secret: parseWith(secretParser, parseJson(fromUtf8(opened)), 'STORAGE_DAMAGED'),
    wasSealed: true,
  };
}

function parsed(name: string, content: string): KeyFile {
  let value: JsonValue;
  try {
    value = parseJson(content);
  } catch {
    throw damaged(name);
  }
  return parseWith(keyFileParser, value, 'STORAGE_DAMAGED');
}

function damaged(name: string): Error {
  return fail('STORAGE_DAMAGED', `key file ${name}`);
}
