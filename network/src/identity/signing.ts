import { createPrivateKey } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import type { CryptoCounters } from '../blocks/hashes.js';
import type { Signer } from '../blocks/signer.js';
import { signLowS, signLowSLater } from './ecdsa.js';
import type { Identity } from './types.js';

export interface KeySigner extends Signer {
  /** As `sign`, in another thread. */
  signLater(message: Uint8Array): Promise<Uint8Array>;
}

/** Signs as an identity whose key is at hand. */
export function signerOf(identity: Identity, counters?: CryptoCounters): KeySigner {
  const key = createPrivateKey(identity.privateKey);
  return {
    serializedIdentity: serializeIdentity(identity.mspId, identity.certificate),
    sign: (message) => signLowS(key, message, counters),
    signLater: (message) => signLowSLater(key, message, counters),
  };
}

/** msp.SerializedIdentity: how Fabric's messages name who signed. */
export function serializeIdentity(mspId: string, certificate: string): Uint8Array {
  const message = new msp.SerializedIdentity();
  message.setMspid(mspId);
  message.setIdBytes(Buffer.from(certificate));
  return message.serializeBinary();
}
