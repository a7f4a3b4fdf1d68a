import type {
  Actor,
  AgencyKey,
  CompactJws,
  KeyId,
  MandateId,
  PublicJwk,
  Timestamp,
} from '@onceledger/chaincode/domain';
import type { KeyObject } from 'node:crypto';

/** A declarant has one key for both uses; an agency one of each. */
export type KeyUse = 'sign' | 'encrypt';

/** The public half of a key that a store holds. */
export interface KeyEntry {
  readonly owner: Actor;
  readonly use: KeyUse;
  readonly kid: KeyId;
  readonly jwk: PublicJwk;
  readonly createdAt: Timestamp;
}

/**
 * JWK files, 0600, in one folder (`organizations/<id>/keys`, `declarants/<id>/keys`), sealed where a passphrase file is
 * configured (docs/spec/key-store.md). Private halves leave it only as `KeyObject`.
 */
export interface KeyStore {
  readonly directory: string;
  generate(owner: Actor, use: KeyUse): Promise<KeyEntry>;
  /** Keys of one owner or of all, oldest first. */
  list(owner?: Actor): readonly KeyEntry[];
  /** The newest key of that owner and use. */
  current(owner: Actor, use: KeyUse): KeyEntry | undefined;
  has(kid: KeyId): boolean;
  /** Throws KEY_MISSING. */
  privateKey(kid: KeyId): KeyObject;
  /** A symmetric key of 32 bytes under a name, made on first use. */
  secret(name: string): Promise<Uint8Array>;
  /** The organization's Ed25519 key for checkpoints, made on first use. */
  checkpointKey(): Promise<KeyObject>;
  /** Overwrites and removes the file. */
  destroy(kid: KeyId): Promise<void>;
}

export interface KeyStoreOptions {
  /** File whose content (without its last line break) seals every key file. Wrong: PASSPHRASE_WRONG. */
  readonly passphraseFile?: string;
}

/** Signs acts as one actor. */
export interface ActSigner {
  readonly actor: Actor;
  readonly kid: KeyId;
  readonly mandate?: MandateId;
  sign(signingInput: string): CompactJws;
}

/** What `once init` puts into the consortium file for an agency whose keys it made. */
export type GeneratedAgencyKeys = readonly AgencyKey[];
