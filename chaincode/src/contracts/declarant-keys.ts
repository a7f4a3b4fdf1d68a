import {
  keyId,
  type DeclarantKey,
  type DeclarantRecord,
  type PublicJwk,
  type Timestamp,
} from '../domain/index.js';
import { invalid } from './invalid.js';

type KeyState = Pick<DeclarantRecord, 'keys' | 'recovery'>;

/** A recovery that has taken effect by time becomes part of the key history when the record is next written. */
export function settleRecovery({ keys, recovery }: DeclarantRecord, now: Timestamp): KeyState {
  if (recovery === undefined) return { keys };
  if (recovery.effectiveAt > now) return { keys, recovery };
  return { keys: [...endAll(keys, recovery.effectiveAt), recovery.key] };
}

/** The key that replaces all others from now on. */
export function replaceKeys(
  keys: readonly DeclarantKey[],
  jwk: PublicJwk,
  now: Timestamp,
): readonly DeclarantKey[] {
  return [...endAll(keys, now), newKey(keys, jwk, now)];
}

/** @throws INPUT_INVALID where the declarant has had the key before */
export function newKey(keys: readonly DeclarantKey[], jwk: PublicJwk, from: Timestamp): DeclarantKey {
  const kid = keyId(jwk);
  if (keys.some((key) => key.kid === kid)) throw invalid('/key', 'has been a key of this declarant before');
  return { jwk, kid, from };
}

function endAll(keys: readonly DeclarantKey[], at: Timestamp): readonly DeclarantKey[] {
  return keys.map((key) => (key.until === undefined || key.until > at ? { ...key, until: at } : key));
}
