import type { Digest, KeyId, LedgerId, Salt } from '../ids.js';
import { matched } from './matched.js';

/** 32 bytes are 42 characters and one that carries four bits: its last two are zero (RFC 4648 section 3.5). */
const DIGEST = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
/** 16 bytes are 21 characters and one that carries two bits. */
const SALT = /^[A-Za-z0-9_-]{21}[AQgw]$/;
/** Channel names as Fabric admits them (configtx validator): below 250 characters. */
const LEDGER = /^[a-z][a-z0-9.-]{0,248}:[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
const DIGEST_FORM = 'must be 32 bytes in base64url: 43 characters';

/** @throws IDENTIFIER_INVALID */
export function parseDigest(text: unknown, path = ''): Digest {
  return matched(text, DIGEST, DIGEST_FORM, path) as Digest;
}

/** @throws IDENTIFIER_INVALID */
export function parseKeyId(text: unknown, path = ''): KeyId {
  return matched(text, DIGEST, DIGEST_FORM, path) as KeyId;
}

/** @throws IDENTIFIER_INVALID */
export function parseSalt(text: unknown, path = ''): Salt {
  return matched(text, SALT, 'must be 16 bytes in base64url: 22 characters', path) as Salt;
}

/** @throws IDENTIFIER_INVALID */
export function parseLedgerId(text: unknown, path = ''): LedgerId {
  return matched(text, LEDGER, "must be <channel>:<digest of the genesis block's header>", path) as LedgerId;
}
