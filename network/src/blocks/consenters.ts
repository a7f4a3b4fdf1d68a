import { serializeIdentity } from '../identity/signing.js';
import { decodeIdentity } from './decode-identity.js';
import type { SerializedIdentity } from './types.js';
import { WireReader } from './wire.js';

/** An orderer node that BFT blocks name by number. */
export type ConsenterIdentity = SerializedIdentity;

/**
 * common.Orderers: field 1, repeated, is a Consenter with id 1, msp_id 4 and identity 5 (PEM). Read by hand, since the
 * published messages end before Fabric 3.
 */
export function decodeConsenters(bytes: Uint8Array): ReadonlyMap<number, ConsenterIdentity> {
  const found = new Map<number, ConsenterIdentity>();
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag !== 10) continue;
    const { id, identity } = consenter(fields.bytes);
    found.set(id, identity);
  }
  return found;
}

/** common.IdentifierHeader: field 1 is the signer's number. */
export function decodeIdentifier(bytes: Uint8Array): number {
  let identifier = 0;
  const fields = new WireReader(bytes);
  while (fields.next()) if (fields.tag === 8) identifier = fields.int32 >>> 0;
  return identifier;
}

function consenter(bytes: Uint8Array): { id: number; identity: ConsenterIdentity } {
  let id = 0;
  let mspId = '';
  let certificate = '';
  const fields = new WireReader(bytes);
  while (fields.next()) {
    if (fields.tag === 8) id = fields.int32 >>> 0;
    else if (fields.tag === 34) mspId = fields.string;
    else if (fields.tag === 42) certificate = Buffer.from(fields.bytes).toString('latin1');
  }
  return { id, identity: decodeIdentity(serializeIdentity(mspId, certificate)) };
}
