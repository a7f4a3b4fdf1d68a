import { type LedgerId, parseLedgerId, toBase64url } from '@onceledger/chaincode/domain';
import type { Block } from './blocks/types.js';

/** `<channel>:<digest of block 0's header>`: what acts and commitments are bound to. */
export function ledgerIdOf(channel: string, genesis: Pick<Block, 'hash'>): LedgerId {
  return parseLedgerId(`${channel}:${toBase64url(genesis.hash)}`);
}
