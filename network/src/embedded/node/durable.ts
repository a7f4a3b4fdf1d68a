import { createHash, X509Certificate } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fail } from '@onceledger/chaincode/domain';
import { decodeBlock } from '../../blocks/decode.js';
import type { Signer } from '../../blocks/signer.js';
import type { Block } from '../../blocks/types.js';
import { verifyDer } from '../../identity/ecdsa.js';
import { signerOf } from '../../identity/signing.js';
import { blockLink } from '../commit/block-link.js';
import type { NodeCounters } from '../node.js';
import { NodeStorage } from '../node-storage.js';
import { type LedgerFiles, recover } from '../recovery.js';
import { openStateDb, type StateDb } from '../state-db.js';
import type { Storage } from '../storage.js';
import { nodeCounters } from './counters.js';
import type { NodeIdentities } from './identities.js';
import { LedgerLock } from '../../ledger-lock.js';

export interface DurableOptions {
  readonly directory: string;
  readonly identities: NodeIdentities;
  readonly storage?: Storage;
  /** Serialized block 0: the ledger is made anew. */
  readonly genesis?: Uint8Array;
}

/** What of a ledger stands on the disk, opened and recovered; the state may still be behind. */
export interface Durable {
  readonly files: LedgerFiles;
  readonly state: StateDb;
  readonly counters: NodeCounters;
  readonly orderer: Signer;
  readonly first: Block;
  /** Undefined on a ledger made anew. */
  readonly last: Block | undefined;
  /** In the order of opening; closed backwards. */
  readonly opened: Closeable[];
}
export interface Closeable {
  close(): Promise<void>;
}

/** Takes the lock, then recovers. What was opened before a failure is closed again. */
export async function openDurable(options: DurableOptions): Promise<Durable> {
  const opened: Closeable[] = [];
  try {
    return await open(options, opened);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

async function open(options: DurableOptions, opened: Closeable[]): Promise<Durable> {
  const { directory, identities, genesis } = options;
  const lock = await LedgerLock.take(directory);
  opened.push({ close: () => lock.release() });
  const storage = options.storage ?? new NodeStorage(dirname(directory));
  const counters = nodeCounters(storage.counters);
  const orderer = signerOf(identities.orderer, counters);
  const binding = bindingOf(identities);
  const files = await recoverFiles(options, storage, orderer, binding);
  opened.push(files);
  const { height } = files.blocks;
  if (height === 0n && !genesis) throw fail('STORAGE_DAMAGED', 'the ledger has no blocks');
  const hashOf = async (number: bigint) => blockLink(await files.blocks.read(number)).hash;
  const state = await openStateDb(join(directory, 'state', '_channel'), { binding, height, hashOf });
  opened.push(state);
  const first = decodeBlock(genesis ?? (await files.blocks.read(0n)));
  const last = height === 0n ? undefined : decodeBlock(await files.blocks.read(height - 1n));
  return { files, state, counters, orderer, first, last, opened };
}

/** Everything is closed, whatever fails; the first failure is told. */
export async function closeAll(opened: Closeable[]): Promise<void> {
  const failures: unknown[] = [];
  for (const each of opened.splice(0).reverse()) {
    await each.close().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

/** The orderer's certificate is made with the ledger: it names it before a block is read. */
function bindingOf({ orderer }: NodeIdentities): string {
  return createHash('sha256').update(orderer.certificate).digest('base64url');
}

function recoverFiles(
  { directory, identities }: DurableOptions,
  storage: Storage,
  orderer: Signer,
  binding: string,
): Promise<LedgerFiles> {
  const key = new X509Certificate(identities.orderer.certificate).publicKey;
  return recover({
    storage,
    directory,
    organizations: [...identities.peers.keys()],
    binding,
    link: blockLink,
    sign: (message) => orderer.sign(message),
    verify: (message, signature) => verifyDer(key, message, signature),
  });
}
