import { signAct } from '@onceledger/chaincode/crypto';
import {
  canonicalBytes,
  digest,
  keysAt,
  millisecondsOf,
  parseIdempotencyKey,
  splitActor,
  timestampOf,
  toBase64url,
  type ActKind,
  type ActPayload,
  type Actor,
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

type Signing = Pick<Context, 'clock' | 'keys' | 'ledger' | 'records'>;

export interface Unsigned<Kind extends ActKind> {
  readonly act: Kind;
  readonly body: BodyOf<Kind>;
  readonly target: string;
  /** Digest of the present record, where there is one. */
  readonly previous?: Digest | undefined;
  readonly lifetime?: number;
}

/** Signs an act with the actor's key that the ledger goes by now. @throws KEY_MISSING */
export async function sign<Kind extends ActKind>(
  context: Signing,
  unsigned: Unsigned<Kind>,
  acting: Acting,
): Promise<SignedAct> {
  return signWith(context, await signingKey(context, acting.as), unsigned, acting);
}

/** Of several keys of a declarant the one that counts now: after a rotation, before a recovery takes effect. */
export async function signingKey({ clock, keys, records }: Signing, actor: Actor): Promise<OpeningKey> {
  const newest = await keys.current(actor, 'sign');
  const { declarant } = splitActor(actor);
  if (declarant === undefined) return newest;
  const held = await keys.opening(actor);
  if (held.length === 1) return newest;
  const record = (await records.findDeclarant(declarant))?.record;
  const counting = record === undefined ? [] : keysAt(record, clock.now()).map(({ kid }) => kid);
  return held.findLast(({ kid }) => counting.includes(kid)) ?? newest;
}

/** The same with a key that the caller chose: the old one signs for the new one. */
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
