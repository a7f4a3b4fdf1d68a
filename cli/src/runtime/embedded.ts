import { OnceError } from '@onceledger/chaincode/domain';
import type { Consortium } from '@onceledger/network';
import { openNode, type EmbeddedNode } from '@onceledger/network/embedded';
import { layout } from '../home/layout.js';
import type { Connected } from './gateways.js';
import type { RuntimeOptions } from './runtime.js';
import { connectServed, hasServer } from './served.js';

/**
 * As the ledger's only process where its lock is free, otherwise as a client of the process that serves it. LEDGER_LOCKED
 * with the pid of whoever has it and does not serve.
 */
export async function connectEmbedded(options: RuntimeOptions, consortium: Consortium): Promise<Connected> {
  const node = await openFreeNode(options, consortium);
  if (node === undefined) return connectServed(options.home);
  return {
    ledger: node.ledger,
    client: (organization) => node.client(organization),
    workers: true,
    node,
    close: () => node.close(),
  };
}

/** Undefined where another process has the lock and offers its server. */
async function openFreeNode(
  { home, clock, storage, contracts, onProgress }: RuntimeOptions,
  consortium: Consortium,
): Promise<EmbeddedNode | undefined> {
  try {
    return await openNode({
      directory: layout(home).ledger,
      consortium,
      onProgress: (done, total) => onProgress?.('replay', Number(done), Number(total)),
      ...(clock === undefined ? {} : { clock }),
      ...(storage === undefined ? {} : { storage }),
      ...(contracts === undefined ? {} : { contracts }),
    });
  } catch (error) {
    const locked = error instanceof OnceError && error.code === 'LEDGER_LOCKED';
    if (locked && (await hasServer(home))) return undefined;
    throw error;
  }
}
