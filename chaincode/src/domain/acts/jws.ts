import type { Act, ActPayload } from '../act.js';
import { fromBase64url, toBase64url } from '../encoding/base64url.js';
import { fromUtf8, utf8 } from '../encoding/bytes.js';
import { canonicalize, parseCanonical } from '../encoding/canonical.js';
import { fail, OnceError } from '../errors/once-error.js';
import { parseKeyId } from '../identifiers/digests.js';
import type { CompactJws, KeyId } from '../ids.js';
import type { Fault } from '../json.js';
import { payloadFaults, isActPayload } from './payload.js';

/** R ‖ S of P-256, RFC 7518 section 3.4. */
export const SIGNATURE_BYTES = 64;
/** No act needs more; the body travels beside it. */
const MAX_CHARACTERS = 4096;
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/;
/** The header is fixed but for the key, so its text is, too. */
const HEADER = /^\{"alg":"ES256","kid":"([A-Za-z0-9_-]{43})","typ":"once-act\+jws"\}$/;

/** What a key signs: header and payload in base64url, RFC 7515 section 5.1. */
export function actSigningInput(payload: ActPayload, kid: KeyId): string {
  const header = `{"alg":"ES256","kid":"${kid}","typ":"once-act+jws"}`;
  return `${toBase64url(utf8(header))}.${toBase64url(utf8(canonicalize({ ...payload })))}`;
}

/** `signature`: R ‖ S, 64 bytes. @throws ACT_MALFORMED for any other length */
export function assembleAct(signingInput: string, signature: Uint8Array): CompactJws {
  if (signature.length !== SIGNATURE_BYTES)
    throw malformed([{ path: '', problem: 'an ES256 signature has 64 bytes' }]);
  return `${signingInput}.${toBase64url(signature)}` as CompactJws;
}

/** The form of an act: nothing is said about its signature. @throws ACT_MALFORMED with every fault of the payload */
export function parseAct(jws: unknown): Act {
  const compact = parseCompactJws(jws, '');
  const [headerText = '', payloadText = ''] = compact.split('.', 2);
  return {
    jws: compact,
    header: { alg: 'ES256', kid: parseHeader(headerText), typ: 'once-act+jws' },
    payload: parsePayload(payloadText),
  };
}

/** @throws ACT_MALFORMED */
export function parseCompactJws(value: unknown, path: string): CompactJws {
  if (typeof value !== 'string' || value.length > MAX_CHARACTERS || !COMPACT.test(value)) {
    throw malformed([
      { path, problem: 'must be a compact JWS with a signature of 64 bytes (RFC 7515 section 3.1)' },
    ]);
  }
  return value as CompactJws;
}

export function malformed(faults: readonly Fault[]): OnceError {
  return fail('ACT_MALFORMED', { faults });
}

function parseHeader(encoded: string): KeyId {
  const kid = HEADER.exec(decoded(encoded))?.[1];
  if (kid === undefined)
    throw malformed([
      { path: '', problem: 'the header must be {"alg":"ES256","kid":…,"typ":"once-act+jws"}' },
    ]);
  return asMalformed(() => parseKeyId(kid, '/kid'));
}

function parsePayload(encoded: string): ActPayload {
  const payload = asMalformed(() => parseCanonical(decoded(encoded)));
  if (isActPayload(payload)) return payload;
  throw malformed(
    typeof payload === 'object' && payload !== null
      ? payloadFaults(payload)
      : [{ path: '', problem: 'the payload must be an object' }],
  );
}

function decoded(encoded: string): string {
  return asMalformed(() => fromUtf8(fromBase64url(encoded)));
}

function asMalformed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof OnceError)
      throw malformed(error.faults.length > 0 ? error.faults : [{ path: '', problem: error.detail }]);
    throw error;
  }
}
