import { dirname, join } from 'node:path';
import { openBlockFile, type BlockFile, type BlockLink } from './block-file.js';
import { closeAll, type Closeable } from './close-all.js';
import { FailStop } from './fail-stop.js';
import { headSigningInput } from './head-codec.js';
import { openHeadFile, type HeadFile } from './head-file.js';
import type { PrivateFile } from './private-file.js';
import { openPrivateFile } from './private-open.js';
import { damaged } from './storage-errors.js';
import type { Storage } from './storage.js';
import type { BlockStore, Head, MissingEntry, PrivateEntry, PrivateStore, StateStore } from './stores.js';

/** The head of a ledger without blocks. */
const NO_HASH = new Uint8Array(32);

export interface RecoverOptions {
  readonly storage: Storage;
  /** The home's `ledger/` folder. */
  readonly directory: string;
  /** Organizations with a private store here. */
  readonly organizations: readonly string[];
  /** Names the ledger; indexes of another are thrown away. */
  readonly binding: string;
  /** Number and hashes of a serialized block. */
  readonly link: (block: Uint8Array) => BlockLink;
  /** The orderer's signature over a head. */
  readonly sign: (message: Uint8Array) => Uint8Array;
  readonly verify: (message: Uint8Array, signature: Uint8Array) => boolean;
  /** Bytes after which a log begins a new file; default 64 MiB. */
  readonly fileLimit?: number;
}

/** What one group commit makes durable. */
export interface CommitGroup {
  /** By organization: what belongs to the blocks of this group. */
  readonly privates: ReadonlyMap<string, PrivateGroup>;
  readonly blocks: readonly Uint8Array[];
}
export interface PrivateGroup {
  readonly entries: readonly PrivateEntry[];
  readonly missing?: readonly MissingEntry[];
}

/**
 * Opens a ledger's durable files and brings them to one state: everything acknowledged is there, a torn tail is cut,
 * private entries of blocks that do not exist are erased, the head covers every block. Anything else is STORAGE_DAMAGED.
 * An empty directory becomes a ledger of height 0; its first `commit` brings the first blocks.
 */
export async function recover(options: RecoverOptions): Promise<LedgerFiles> {
  const { storage, directory } = options;
  await storage.makeDirectory(directory);
  await storage.syncDirectory(dirname(directory));
  const verify = (head: Head) => options.verify(headSigningInput(head), head.signature);
  const headFile = await openHeadFile(storage, join(directory, 'head'), { verify });
  const opened: Closeable[] = [headFile];
  try {
    const head = await headFile.read();
    const known = head === undefined ? {} : { head };
    const limit = options.fileLimit === undefined ? {} : { fileLimit: options.fileLimit };
    const shared = { ...known, ...limit, mayCut: head !== undefined && headFile.whole };
    const blocks = await openBlockFile(storage, join(directory, 'blocks'), { ...shared, link: options.link });
    opened.push(blocks);
    assertHead(head, blocks, directory);
    const privates = await openPrivates(options, head, blocks.height, shared, opened);
    const files = new LedgerFiles(options, headFile, blocks, privates);
    await files.secure();
    return files;
  } catch (error) {
    await closeAll(opened.reverse()).catch(() => undefined);
    throw error;
  }
}

/**
 * Without a head nobody can tell whether blocks are missing. A ledger has one before its first block: only where there
 * is no block, a crash may have come before it.
 */
function assertHead(head: Head | undefined, blocks: BlockStore, directory: string): void {
  if (head !== undefined || blocks.height === 0n) return;
  const what = `there is no head that can be read, the chain has ${blocks.height} blocks`;
  throw damaged({ file: join(directory, 'head'), offset: 0, what });
}

async function openPrivates(
  options: RecoverOptions,
  head: Head | undefined,
  height: bigint,
  shared: { readonly mayCut: boolean; readonly fileLimit?: number },
  opened: Closeable[],
): Promise<Map<string, PrivateFile>> {
  const { storage, directory } = options;
  await storage.makeDirectory(join(directory, 'private'));
  await storage.syncDirectory(directory);
  const privates = new Map<string, PrivateFile>();
  for (const organization of options.organizations) {
    const file = await openPrivateFile(storage, join(directory, 'private', organization), {
      ...shared,
      index: join(directory, 'state', organization, 'private'),
      binding: `${options.binding} private ${organization}`,
      height,
      entries: head?.privateEntries?.[organization] ?? 0n,
    });
    opened.push(file);
    privates.set(organization, file);
  }
  return privates;
}

/** A ledger's durable files, and the one order in which they are written. */
export class LedgerFiles {
  readonly blocks: BlockStore;
  readonly privates: ReadonlyMap<string, PrivateStore>;
  readonly #options: RecoverOptions;
  readonly #head: HeadFile;
  readonly #blocks: BlockFile;
  readonly #privates: ReadonlyMap<string, PrivateFile>;
  readonly #turn: FailStop;

  constructor(
    options: RecoverOptions,
    head: HeadFile,
    blocks: BlockFile,
    privates: ReadonlyMap<string, PrivateFile>,
  ) {
    this.#options = options;
    this.#head = head;
    this.#blocks = blocks;
    this.#privates = privates;
    this.#turn = new FailStop(options.directory);
    this.blocks = blocks;
    this.privates = privates;
  }

  /**
   * Private values, then blocks, then the head, each synced before the next begins. Only when this returns may anything
   * in the group be acknowledged; when it throws, nothing more may be, and only a restart tells what became of it.
   */
  commit(group: CommitGroup): Promise<void> {
    return this.#turn.run(async () => {
      await this.#appendPrivates(group.privates);
      await this.#blocks.append(group.blocks);
      const last = group.blocks.at(-1);
      if (last !== undefined) await this.#writeHead(this.#options.link(last).hash);
    });
  }

  /** After opening: a head, made durable, covers every block that was found; a new ledger gets one of height 0. */
  secure(): Promise<void> {
    return this.#turn.run(async () => {
      await this.#head.secure();
      const head = await this.#head.read();
      if (head === undefined) await this.#writeHead(NO_HASH);
      const last = this.#blocks.found;
      if (last !== undefined && (head?.height ?? 0n) < this.#blocks.height) await this.#writeHead(last.hash);
    });
  }

  head(): Promise<Head | undefined> {
    return this.#head.read();
  }

  close(): Promise<void> {
    return closeAll([...this.#privates.values(), this.#blocks, this.#head]);
  }

  async #appendPrivates(groups: CommitGroup['privates']): Promise<void> {
    const appends = [...groups].map(([organization, group]) => {
      const file = this.#privates.get(organization);
      if (file === undefined) throw new RangeError(`no private store of ${organization}`);
      return file.append(group.entries, group.missing);
    });
    const results = await Promise.allSettled(appends);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #writeHead(hash: Uint8Array): Promise<void> {
    const entries = [...this.#privates].map(([name, file]) => [name, file.entries] as const);
    const head = { height: this.#blocks.height, hash, privateEntries: Object.fromEntries(entries) };
    await this.#head.write({ ...head, signature: this.#options.sign(headSigningInput(head)) });
  }
}

/** Hands every block that the state has not taken to `take`, which applies it. */
export async function replay(
  state: StateStore,
  blocks: BlockStore,
  take: (block: Uint8Array) => Promise<void>,
): Promise<void> {
  for await (const block of blocks.readFrom(state.savepoint)) await take(block);
}
