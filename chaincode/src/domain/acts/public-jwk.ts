import type { PublicJwk } from '../act.js';
import { fromBase64url } from '../encoding/base64url.js';
import { digest } from '../encoding/digest.js';
import { utf8 } from '../encoding/bytes.js';
import { toPointer } from '../encoding/pointer.js';
import { fail, type OnceError } from '../errors/once-error.js';
import type { KeyId } from '../ids.js';
import type { Fault } from '../json.js';

/** base64url of 32 bytes. */
const COORDINATE = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** P-256 (SP 800-186 section 3.2.1.3): y² = x³ − 3x + b over the field of p. */
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** JWK thumbprint, RFC 7638: SHA-256 of the required members in canonical order. */
export function keyId(jwk: PublicJwk): KeyId {
  const thumbprint: string = digest(
    utf8(`{"crv":"${jwk.crv}","kty":"${jwk.kty}","x":"${jwk.x}","y":"${jwk.y}"}`),
  );
  return thumbprint as KeyId;
}

/**
 * A P-256 public key with exactly the members of RFC 7518 section 6.2.1, a point of the curve.
 * @throws INPUT_INVALID with every fault
 */
export function parsePublicJwk(value: unknown, path = ''): PublicJwk {
  if (!isObject(value)) throw invalidKey([{ path, problem: 'must be a JWK' }]);
  const { x, y } = value;
  const faults = memberFaults(value, path);
  if (faults.length > 0 || !isCoordinate(x) || !isCoordinate(y)) throw invalidKey(faults);
  if (!isOnCurve(x, y)) throw invalidKey([{ path, problem: 'is no point of P-256' }]);
  return { crv: 'P-256', kty: 'EC', x, y };
}

function memberFaults(
  { crv, kty, x, y, ...others }: Readonly<Record<string, unknown>>,
  path: string,
): Fault[] {
  const expectations = [
    ['crv', crv === 'P-256', 'must be P-256'],
    ['kty', kty === 'EC', 'must be EC'],
    ['x', isCoordinate(x), 'must be 32 bytes in base64url'],
    ['y', isCoordinate(y), 'must be 32 bytes in base64url'],
    ...Object.keys(others).map((name) => [name, false, 'does not belong to a public key'] as const),
  ] as const;
  return expectations
    .filter(([, holds]) => !holds)
    .map(([name, , problem]) => ({ path: path + toPointer([name]), problem }));
}

function invalidKey(faults: readonly Fault[]): OnceError {
  return fail('INPUT_INVALID', { faults });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCoordinate(value: unknown): value is string {
  return typeof value === 'string' && COORDINATE.test(value);
}

function isOnCurve(xText: string, yText: string): boolean {
  const [x, y] = [toInteger(xText), toInteger(yText)];
  return x < P && y < P && (y * y - (x * x - 3n) * x - B) % P === 0n;
}

function toInteger(coordinate: string): bigint {
  const view = new DataView(fromBase64url(coordinate).buffer);
  return [0, 8, 16, 24].reduce((value, at) => (value << 64n) | view.getBigUint64(at), 0n);
}
