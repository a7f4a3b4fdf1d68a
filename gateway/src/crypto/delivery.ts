import {
  canonicalBytes,
  digestOf,
  fail,
  fromUtf8,
  integer,
  object,
  parseCanonical,
  parsedBy,
  parseDeclarationId,
  parseReadingId,
  parseWith,
  type Delivery,
  type DeliveryContent,
  type Digest,
  type JsonObject,
} from '@onceledger/chaincode/domain';
import { decryptWith, encryptTo, type OpeningKey, type SealingKey } from './jwe.js';
import { saltedClaims } from './salted-claims.js';

const contentParser = object<DeliveryContent>({
  claims: saltedClaims,
  declaration: parsedBy(parseDeclarationId),
  reading: parsedBy(parseReadingId),
  version: integer(1, 999_999),
});

/** docs/spec/delivery.md: the granted claims as one compact JWE to the requester's key. */
export async function sealDelivery(content: DeliveryContent, key: SealingKey): Promise<Delivery> {
  const plaintext = canonicalBytes(contentJson(content));
  return { format: 1, jwe: await encryptTo(key, plaintext, 'ECDH-ES'), kid: key.kid };
}

/** @throws DELIVERY_REJECTED with DECRYPTION or CLAIMS */
export async function openDelivery(delivery: Delivery, key: OpeningKey): Promise<DeliveryContent> {
  const plaintext = await decryptWith(key, delivery.jwe, 'ECDH-ES');
  if (plaintext === undefined) throw fail('DELIVERY_REJECTED', 'DECRYPTION');
  try {
    return parseWith(contentParser, parseCanonical(fromUtf8(plaintext)));
  } catch (error) {
    throw fail('DELIVERY_REJECTED', { detail: 'CLAIMS', cause: error });
  }
}

/** What the answer act names and the ledger has. */
export function deliveryDigest({ format, jwe, kid }: Delivery): Digest {
  return digestOf({ format, jwe, kid });
}

function contentJson({ claims, declaration, reading, version }: DeliveryContent): JsonObject {
  const members = Object.entries(claims).map(([path, { salt, value }]) => [path, { salt, value }] as const);
  return { claims: Object.fromEntries(members), declaration, reading, version };
}
