import {
  agencyActor,
  agencyKeyAt,
  canonicalize,
  declarantActor,
  fail,
  fromBase64url,
  keysAt,
  parseClearBody,
  parseSealedPart,
  type Actor,
  type DeclarantId,
  type DeclarationBody,
  type KeyId,
  type SealedPart,
  type TypeBody,
} from '../domain/index.js';
import { agencyKey, declarantKey, encode } from '../ledger/index.js';
import type { AnyCall } from './call.js';
import { assertClearBody, assertPublicClaims, hasPrivateClaims, publicPaths } from './claims.js';

type Surroundings = Pick<AnyCall, 'services' | 'transaction' | 'member' | 'now'>;

/** protocol, "Declarations": bytes of ciphertext. */
const MAX_SEALED_BYTES = 256 * 1024;

/**
 * What of a declaration does not stand on the channel, checked and written: public claims to `bodies` where the type says
 * so, the sealed part to `sealed`. @throws INPUT_INVALID, COMMITMENT_INVALID, SCHEMA_VIOLATION, SEALED_PART_INVALID
 */
export async function writePrivateParts(
  call: Surroundings,
  body: DeclarationBody,
  type: TypeBody,
): Promise<void> {
  writeClear(call, body, type);
  if (body.sealed !== hasPrivateClaims(type)) {
    throw fail(
      'SEALED_PART_INVALID',
      body.sealed ? 'the type has no private claims' : 'the type has private claims',
    );
  }
  if (body.sealed) await writeSealed(call, body, type);
}

function writeClear(
  { services, transaction, member }: Surroundings,
  body: DeclarationBody,
  type: TypeBody,
): void {
  if (type.publicBody === 'chain') {
    assertPublicClaims(body.clear, type, services.schemas);
    return;
  }
  if (publicPaths(type).length === 0) return;
  const value = transaction.transient.of('clear', member);
  if (value === undefined)
    throw fail('INPUT_INVALID', 'transient clear is missing: the type keeps public claims in a collection');
  const { clear } = parseClearBody(value);
  assertClearBody(clear, body, type, transaction.ledger);
  assertPublicClaims(clear, type, services.schemas);
  transaction.privateData.putClear(body.declaration, body.version, canonicalize(value));
}

async function writeSealed(call: Surroundings, body: DeclarationBody, type: TypeBody): Promise<void> {
  const { transaction } = call;
  const part = readSealed(call);
  const custodian = (await transaction.state.get(agencyKey(type.custodian))).value;
  const isCurrent = (kid: KeyId): boolean => agencyKeyAt(custodian, kid, call.now, 'encrypt') !== undefined;
  assertWrap(part, agencyActor(type.custodian), isCurrent);
  await assertDeclarantWrap(call, part, body.declarant);
  transaction.privateData.putSealed(body.declaration, body.version, encode(part));
}

/** A declarant who has keys can open what is declared in his name; one whom only a register knows has none. */
export async function assertDeclarantWrap(
  { transaction, now }: Surroundings,
  part: SealedPart,
  id: DeclarantId,
): Promise<void> {
  const declarant = (await transaction.state.find(declarantKey(id)))?.value;
  if (declarant === undefined) return;
  const keys = keysAt(declarant, now);
  assertWrap(part, declarantActor(id), (kid) => keys.some((key) => key.kid === kid));
}

/** The sealed part that travels with the act. @throws SEALED_PART_INVALID, INPUT_INVALID, INPUT_TOO_LARGE */
export function readSealed({
  transaction,
  member,
}: Pick<Surroundings, 'transaction' | 'member'>): SealedPart {
  const value = transaction.transient.of('sealed', member);
  if (value === undefined) throw fail('SEALED_PART_INVALID', 'transient sealed is missing');
  const part = parseSealedPart(value);
  if (fromBase64url(part.ciphertext).length > MAX_SEALED_BYTES) {
    throw fail('INPUT_TOO_LARGE', `a sealed part has at most ${String(MAX_SEALED_BYTES)} bytes`);
  }
  return part;
}

/** That the part is wrapped for an owner under a key of his. @throws SEALED_PART_INVALID */
export function assertWrap(part: SealedPart, owner: Actor, isKey: (kid: KeyId) => boolean): void {
  const wraps = part.wraps.filter((wrap) => wrap.owner === owner);
  if (wraps.length === 0) throw fail('SEALED_PART_INVALID', `there is no wrap for ${owner}`);
  if (!wraps.some(({ kid }) => isKey(kid))) {
    throw fail('SEALED_PART_INVALID', `no wrap for ${owner} is under a current key`);
  }
}
