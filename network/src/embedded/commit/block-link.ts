import { fail } from '@onceledger/chaincode/domain';
import { headerHash } from '../../blocks/hashes.js';
import { EMPTY, WireReader } from '../../blocks/wire.js';
import type { BlockLink } from '../block-file.js';

const HEADER = 10;
const NUMBER = 8;
const PREVIOUS_HASH = 18;
const DATA_HASH = 26;

/** Number and hashes of a serialized common.Block, of which only the header is read. */
export function blockLink(bytes: Uint8Array): BlockLink {
  const fields = new WireReader(bytes);
  while (fields.next()) if (fields.tag === HEADER) return headerLink(fields.bytes);
  throw fail('BLOCK_INVALID', 'the header is missing');
}

function headerLink(header: Uint8Array): BlockLink {
  let number = 0n;
  let previousHash: Uint8Array = EMPTY;
  let dataHash: Uint8Array = EMPTY;
  const fields = new WireReader(header);
  while (fields.next()) {
    if (fields.tag === NUMBER) number = fields.uint64;
    else if (fields.tag === PREVIOUS_HASH) previousHash = fields.bytes;
    else if (fields.tag === DATA_HASH) dataHash = fields.bytes;
  }
  return { number, previousHash, hash: headerHash(number, previousHash, dataHash) };
}
