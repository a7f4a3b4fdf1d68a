import {
  canonicalize,
  digest,
  fail,
  fromBase64url,
  millisecondsOf,
  parseAct,
  parseCanonical,
  parseBody,
  parseSignedAct,
  utf8,
  type Act,
  type ActKind,
  type BodyOf,
  type JsonValue,
  type PublicJwk,
  type SignatureVerifier,
  type SignedAct,
} from '../domain/index.js';
import type { LedgerTransaction } from './transaction.js';

/** How long an act may live: protocol, "Acts". */
const MAX_LIFETIME = 24 * 3_600_000;
/** Acts in one transaction. */
const MAX_BATCH = 500;

/** An act as it was submitted; nothing about it has been looked at but its form. */
export interface Submitted {
  readonly signed: SignedAct;
  /** Canonical JSON of the body, where it came as such. */
  readonly text?: string;
  /** It travels in the transient map: the channel will have its digest only. */
  readonly blinded: boolean;
  /** Set in a batch: its private parts stand in the transient map under its target. */
  readonly batched: boolean;
}

/** An act of the right kind, for this ledger, within its time, over this body; whose it is has not been looked at. */
export interface AcceptedAct<Kind extends ActKind = ActKind> extends Act {
  readonly kind: Kind;
  readonly body: BodyOf<Kind>;
  readonly signed: SignedAct;
  /** UTF-8 bytes of the body's canonical JSON. */
  readonly size: number;
}

/**
 * One act: compact JWS and canonical JSON of its body as arguments, or both in the transient map where the arguments are
 * empty. @throws ACT_MALFORMED, JSON_NOT_CANONICAL, INPUT_TOO_LARGE, INPUT_INVALID
 */
export function readSubmitted(transaction: LedgerTransaction, jws: string, body: string): Submitted {
  if (jws === '' && body === '') {
    return { signed: parseSignedAct(transaction.transient.get('act')), blinded: true, batched: false };
  }
  const signed = parseSignedAct({ jws, body: parseCanonical(body) });
  return { signed, text: body, blinded: false, batched: false };
}

/** A batch: canonical JSON array of `SignedAct`, or the same in the transient map where the argument is empty. */
export function readBatch(transaction: LedgerTransaction, batch: string): readonly Submitted[] {
  const blinded = batch === '';
  const value: JsonValue = blinded ? transaction.transient.get('act') : parseCanonical(batch);
  if (!Array.isArray(value)) throw fail('INPUT_INVALID', 'a batch is an array of signed acts');
  if (value.length === 0 || value.length > MAX_BATCH) {
    throw fail('INPUT_TOO_LARGE', `a batch has 1 to ${String(MAX_BATCH)} acts`);
  }
  return value.map((signed: JsonValue, index) => ({
    signed: parseSignedAct(signed, `/${String(index)}`),
    blinded,
    batched: true,
  }));
}

/**
 * Form, ledger, kind, target, body digest and times, in this order: all that needs no state.
 * @throws ACT_MALFORMED, ACT_LEDGER, ACT_TARGET, INPUT_INVALID, ACT_BODY, ACT_EXPIRED
 */
export function acceptAct<Kind extends ActKind>(
  transaction: LedgerTransaction,
  kind: Kind,
  { signed, text = canonicalize(signed.body) }: Pick<Submitted, 'signed' | 'text'>,
  target: (body: BodyOf<Kind>) => string,
): AcceptedAct<Kind> {
  const act = parseAct(signed.jws);
  if (act.payload.ledger !== transaction.ledger) throw fail('ACT_LEDGER');
  if (act.payload.act !== kind)
    throw fail('ACT_TARGET', `signed for ${act.payload.act}, submitted as ${kind}`);
  const body = parseBody(kind, signed.body);
  if (act.payload.target !== target(body))
    throw fail('ACT_TARGET', 'the target is not what the body is about');
  const bytes = utf8(text);
  if (act.payload.body !== digest(bytes)) throw fail('ACT_BODY');
  assertTimes(transaction, act);
  return { ...act, kind, body, signed, size: bytes.length };
}

function assertTimes(transaction: LedgerTransaction, { payload }: Act): void {
  const [issued, expires] = [millisecondsOf(payload.issuedAt), millisecondsOf(payload.notAfter)];
  const now = millisecondsOf(transaction.time);
  if (expires < issued || expires - issued > MAX_LIFETIME) {
    throw fail('ACT_EXPIRED', 'notAfter must lie within 24 hours after issuedAt');
  }
  if (issued > now + transaction.tolerance)
    throw fail('ACT_EXPIRED', `issued at ${payload.issuedAt}, which is to come`);
  if (now > expires) throw fail('ACT_EXPIRED', `ended at ${payload.notAfter}`);
}

/** That `key` signed the act. Whether the key was the actor's is the caller's to assert. @throws ACT_SIGNATURE */
export async function verifySignature(act: Act, key: PublicJwk, verifier: SignatureVerifier): Promise<void> {
  const end = act.jws.lastIndexOf('.');
  const signature = fromBase64url(act.jws.slice(end + 1));
  const verified = await verifier.verifyLater(key, utf8(act.jws.slice(0, end)), signature);
  if (!verified) throw fail('ACT_SIGNATURE');
}
