/** Whoever signs transactions, endorsements or blocks: a serialized identity and its key, wherever that is kept. */
export interface Signer {
  /** msp.SerializedIdentity. */
  readonly serializedIdentity: Uint8Array;
  /** ECDSA over SHA-256 of the message; ASN.1 DER with low S, which Fabric demands. */
  sign(message: Uint8Array): Uint8Array;
}
