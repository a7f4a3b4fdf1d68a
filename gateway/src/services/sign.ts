import { signAct } from '@onceledger/chaincode/crypto';
import {
  canonicalBytes,
  digest,
  millisecondsOf,
  parseIdempotencyKey,
  timestampOf,
  toBase64url,
  type ActKind,
  type ActPayload,
  type BodyOf,
  type Digest,
  type JsonObject,
  type SignedAct,
} from '@onceledger/chaincode/domain';
import { randomBytes } from 'node:crypto';
import type { OpeningKey } from '../crypto/jwe.js';
import { toJson } from './json.js';
import type { Context } from './context.js';
import type { Acting } from './types.js';

/** Time in which an act can be committed; milliseconds. Workers' acts wait longer, since they survive a restart. */
export const SHORT = 3_600_000;
export const LONG = 24 * 3_600_000;

export interface Unsigned<Kind extends ActKind> {
  readonly act: Kind;
  readonly body: BodyOf<Kind>;
  readonly target: string;
  /** Digest of the present record, where there is one. */
  readonly previous?: Digest | undefined;
  readonly lifetime?: number;
}

/** Signs an act with the actor's newest key at hand. @throws KEY_MISSING */
export async function sign<Kind extends ActKind>(
  context: Pick<Context, 'clock' | 'keys' | 'ledger'>,
  unsigned: Unsigned<Kind>,
  acting: Acting,
): Promise<SignedAct> {
  return signWith(context, await context.keys.current(acting.as, 'sign'), unsigned, acting);
}

/** The same with a key that is not the newest: the old one signs for the new one. */
export function signWith<Kind extends ActKind>(
  { clock, ledger }: Pick<Context, 'clock' | 'ledger'>,
  { kid, privateKey }: OpeningKey,
  { act, body, target, previous, lifetime = SHORT }: Unsigned<Kind>,
  acting: Acting,
): SignedAct {
  const json: JsonObject = toJson(body);
  const issuedAt = clock.now();
  const payload: ActPayload = {
    act,
    actor: acting.as,
    body: digest(canonicalBytes(json)),
    idempotencyKey: parseIdempotencyKey(acting.idempotencyKey ?? toBase64url(randomBytes(18))),
    issuedAt,
    ledger: ledger.id,
    ...(acting.mandate === undefined ? {} : { mandate: acting.mandate }),
    notAfter: timestampOf(millisecondsOf(issuedAt) + lifetime),
    ...(previous === undefined ? {} : { previous }),
    target,
  };
  return { body: json, jws: signAct(payload, kid, privateKey) };
}

export function randomSalt(): string {
  return toBase64url(randomBytes(16));
}
