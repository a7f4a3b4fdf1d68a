/** Names in a proposal's transient map; their values never reach a block. */
export const TRANSIENT = {
  /** UTF-8 canonical JSON of `SignedAct`, for blinded acts; the arguments are then empty strings. */
  act: 'act',
  /** Canonical JSON of `SealedPart` (declare, amend, reseal); in a batch, of an object: declaration identifier → `SealedPart`. */
  sealed: 'sealed',
  /** Canonical JSON of `ClearBody`, where the type's `publicBody` is `collection`; in a batch as above. */
  clear: 'clear',
  /** Canonical JSON of `Delivery` (answer); in a batch: reading identifier → `Delivery`. */
  delivery: 'delivery',
  /** Canonical JSON of an object identifier → `SignedAct[]`: acts already committed, which the contract compares with their digests (blinded records). */
  evidence: 'evidence',
  /** Canonical JSON of an organization's identifier: the party that gets the mark of a blinded record's end. */
  party: 'party',
} as const;

/** Private data collections of the chaincode definition; see docs/spec/collections.md. */
export const COLLECTIONS = {
  /** `SealedPart`, key `<declaration>@<version>`; members: custodians and keepers of ciphertext. */
  sealed: 'sealed',
  /** `ClearBody`, key `<declaration>@<version>`; purgeable. */
  bodies: 'bodies',
} as const;

/** Fabric's own collection of one organization: deliveries and blinded bodies addressed to it. */
export function implicitCollection(organization: string): string {
  return `_implicit_org_${organization}`;
}

/** Under it stands, in a party's implicit collection, the act that ended a blinded record; its hash is on every peer. */
export function endKey(kind: 'consent' | 'application', id: string): string {
  return `ended/${kind}/${id}`;
}

/** The only chaincode event: canonical JSON array of `Notice`. */
export const EVENT_NAME = 'once.v1';
/** The name under which the chaincode is defined on the channel. */
export const CHAINCODE_NAME = 'once';
