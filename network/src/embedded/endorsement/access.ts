import type { SerializedIdentity } from '../../blocks/types.js';

/** What a channel's configuration says of those who speak to it. */
export interface ChannelAccess {
  /** The identity behind the bytes; undefined where they name no organization of the channel or are malformed. */
  identity(bytes: Uint8Array): AccessIdentity | undefined;
  /** Channel policies by full path, such as `/Channel/Application/Writers`. */
  satisfies(policy: string, identities: readonly AccessIdentity[]): boolean;
}

export interface AccessIdentity {
  readonly serialized: SerializedIdentity;
  /** Issued by a certificate authority of its organization, in time, with a role that the organization admits. */
  isValid(at: Date): boolean;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
  /** In another thread; what verified is known to `verify` afterwards. */
  verifyLater(message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** Fabric's default access control lists (core/aclmgmt/defaultaclprovider.go). */
export const WRITERS = '/Channel/Application/Writers';
export const READERS = '/Channel/Application/Readers';
/** Whom orderers deliver blocks to: peers of every organization. */
export const CHANNEL_READERS = '/Channel/Readers';
