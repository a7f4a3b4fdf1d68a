import type { Act, PublicJwk, SignedAct } from '../act.js';
import { fromBase64url } from '../encoding/base64url.js';
import { utf8 } from '../encoding/bytes.js';
import { digestOf } from '../encoding/digest.js';
import { toPointer } from '../encoding/pointer.js';
import { fail } from '../errors/once-error.js';
import type { Fault, JsonObject } from '../json.js';
import type { SignatureVerifier } from '../ports.js';
import { malformed, parseAct, parseCompactJws } from './jws.js';
import { keyId } from './public-jwk.js';

/** The form of an act with its body: exactly `{body, jws}`. The body's own form is its parser's business. @throws ACT_MALFORMED */
export function parseSignedAct(value: unknown, path = ''): SignedAct {
  if (!isObject(value)) throw malformed([{ path, problem: 'must be an object of body and jws' }]);
  const faults: Fault[] = Object.keys(value)
    .filter((name) => name !== 'body' && name !== 'jws')
    .map((name) => ({ path: path + toPointer([name]), problem: 'a signed act has no such member' }));
  if (!isObject(value.body)) faults.push({ path: `${path}/body`, problem: 'must be an object' });
  if (faults.length > 0 || !isObject(value.body)) throw malformed(faults);
  return { body: value.body as JsonObject, jws: parseCompactJws(value.jws, `${path}/jws`) };
}

/**
 * An act whose signature and body digest hold: `key` signed that body. Whether the key was the actor's, and the act's
 * time, ledger and function, are the caller's to assert. @throws ACT_MALFORMED, ACT_BODY, ACT_SIGNATURE
 */
export function verifyAct(signed: SignedAct, key: PublicJwk, verifier: SignatureVerifier): Act {
  return verifyParsedAct(parseAct(signed.jws), signed.body, key, verifier);
}

/** The same of an act that `parseAct` made. @throws ACT_BODY, ACT_SIGNATURE */
export function verifyParsedAct(
  act: Act,
  body: JsonObject,
  key: PublicJwk,
  verifier: SignatureVerifier,
): Act {
  if (digestOf(body) !== act.payload.body)
    throw fail('ACT_BODY', 'the body has another digest than the one signed');
  if (keyId(key) !== act.header.kid) throw fail('ACT_SIGNATURE', 'the act names another key');
  const dot = act.jws.lastIndexOf('.');
  const signature = fromBase64url(act.jws.slice(dot + 1));
  if (!verifier.verify(key, utf8(act.jws.slice(0, dot)), signature)) throw fail('ACT_SIGNATURE');
  return act;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
