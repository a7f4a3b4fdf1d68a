/** Names in a proposal's transient map; their values never reach a block. */
export declare const TRANSIENT: {
    /** UTF-8 canonical JSON of `SignedAct`, for blinded acts; the arguments are then empty strings. */
    readonly act: "act";
    /** Canonical JSON of `SealedPart` (declare, amend, reseal); in a batch, of an object: declaration identifier → `SealedPart`. */
    readonly sealed: "sealed";
    /** Canonical JSON of `ClearBody`, where the type's `publicBody` is `collection`; in a batch as above. */
    readonly clear: "clear";
    /** Canonical JSON of `Delivery` (answer); in a batch: reading identifier → `Delivery`. */
    readonly delivery: "delivery";
    /** Canonical JSON of an object identifier → `SignedAct[]`: acts already committed, which the contract compares with their digests (blinded records). */
    readonly evidence: "evidence";
};
/** Private data collections of the chaincode definition; see docs/spec/collections.md. */
export declare const COLLECTIONS: {
    /** `SealedPart`, key `<declaration>@<version>`; members: custodians and keepers of ciphertext. */
    readonly sealed: "sealed";
    /** `ClearBody`, key `<declaration>@<version>`; purgeable. */
    readonly bodies: "bodies";
};
/** Fabric's own collection of one organization: deliveries and blinded bodies addressed to it. */
export declare function implicitCollection(organization: string): string;
/** The only chaincode event: canonical JSON array of `Notice`. */
export declare const EVENT_NAME = "once.v1";
/** The name under which the chaincode is defined on the channel. */
export declare const CHAINCODE_NAME = "once";
