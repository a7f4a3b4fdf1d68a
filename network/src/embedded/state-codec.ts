import type { Version } from '../blocks/types.js';
import { decodeVersion, encodeVersion, VERSION_SIZE, versionText } from './byte-codec.js';

/**
 * Keys of the state database, UTF-8; a namespace and a collection never hold U+0000, so byte order within a namespace is
 * the byte order of the keys (Fabric's own). docs/spec/state-db.md.
 */
const END = '';

export function stateKey(namespace: string, key: string): string {
  return `s${namespace}\0${key}`;
}
/** [start, end) of a namespace; an empty end reaches to its last key. */
export function stateRange(namespace: string, start: string, end: string): { gte: string; lt: string } {
  const lt = end === END ? `s${namespace}\u0001` : stateKey(namespace, end);
  return { gte: stateKey(namespace, start), lt };
}
/** What follows the namespace. */
export function keyOfStateKey(stored: string, namespace: string): string {
  return stored.slice(namespace.length + 2);
}
export function hashedKey(namespace: string, collection: string, keyHash: Uint8Array): string {
  return `h${namespace}\0${collection}\0${Buffer.from(keyHash).toString('base64url')}`;
}
export function transactionKey(transactionId: string): string {
  return `t${transactionId}`;
}
/** Former versions of a key, the length before it so that no other key's versions lie between. */
export function historyPrefix(namespace: string, key: string): string {
  return `v${namespace}\0${key.length}:${key}`;
}
export function historyKey(namespace: string, key: string, version: Version): string {
  return historyPrefix(namespace, key) + versionText(version);
}

export function encodeVersioned(version: Version, value: Uint8Array): Buffer {
  return Buffer.concat([encodeVersion(version), value]);
}
export function decodeVersioned(bytes: Buffer): { version: Version; value: Buffer } {
  return { version: decodeVersion(bytes), value: bytes.subarray(VERSION_SIZE) };
}

export interface TransactionPlace {
  readonly block: bigint;
  readonly index: number;
  readonly code: number;
}
export function encodeTransaction(place: TransactionPlace): Buffer {
  const version = { block: place.block, transaction: place.index };
  return Buffer.concat([encodeVersion(version), Uint8Array.of(place.code)]);
}
export function decodeTransaction(bytes: Buffer): TransactionPlace {
  const { block, transaction } = decodeVersion(bytes);
  return { block, index: transaction, code: bytes.readUInt8(VERSION_SIZE) };
}
