import { digestOfAct, fail, parseAct, type AnyAct, type AnyRecord } from '../domain/index.js';
import type { AcceptedAct, Stored } from '../ledger/index.js';

/**
 * The record, where it carries this act already: the same actor, idempotency key and body, signed once or twice. Blinded
 * records have digests only, by which the very same signed act is found. @throws IDEMPOTENCY_CONFLICT
 */
export function findRepeat<Record extends AnyRecord>(
  current: Stored<Record> | undefined,
  act: AcceptedAct,
): Stored<Record> | undefined {
  if (current === undefined) return undefined;
  const acts: readonly AnyAct[] = current.value.acts;
  return acts.some((earlier) => isRepeated(earlier, act)) ? current : undefined;
}

function isRepeated(earlier: AnyAct, act: AcceptedAct): boolean {
  if ('digest' in earlier) return earlier.digest === digestOfAct(act.signed);
  if (earlier.jws === act.jws) return true;
  const { payload } = parseAct(earlier.jws);
  if (payload.actor !== act.payload.actor || payload.idempotencyKey !== act.payload.idempotencyKey)
    return false;
  if (payload.body === act.payload.body && payload.act === act.payload.act) return true;
  throw fail('IDEMPOTENCY_CONFLICT', `key ${payload.idempotencyKey} was used for ${payload.act}`);
}
