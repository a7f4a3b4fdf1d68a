import { decodeBlock } from '../../blocks/decode.js';
import { type DeliverForm, peerStatus } from '../events/deliver.js';
import { toFilteredBlock } from '../events/filtered-block.js';
import { field } from './wire-field.js';

const FILTERED_BLOCK = 0x1a;

/** `/protos.Deliver/DeliverFiltered`. */
export function filteredBlocks(channel: string): DeliverForm {
  return {
    block: (bytes) => field(FILTERED_BLOCK, toFilteredBlock(decodeBlock(bytes), channel).serializeBinary()),
    status: peerStatus,
  };
}
