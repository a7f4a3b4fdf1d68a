import { createPrivateKey } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import type { CryptoCounters } from '../blocks/hashes.js';
import type { Signer } from '../blocks/signer.js';
import { signLowS } from './ecdsa.js';
import type { Identity } from './types.js';

/** Signs as an identity whose key is at hand. */
export function signerOf(identity: Identity, counters?: CryptoCounters): Signer {
  const key = createPrivateKey(identity.privateKey);
  return {
    serializedIdentity: serializeIdentity(identity.mspId, identity.certificate),
    sign: (message) => signLowS(key, message, counters),
  };
}

/** msp.SerializedIdentity: how Fabric's messages name who signed. */
export function serializeIdentity(mspId: string, certificate: string): Uint8Array {
  const message = new msp.SerializedIdentity();
  message.setMspid(mspId);
  message.setIdBytes(Buffer.from(certificate));
  return message.serializeBinary();
}
