import { basename, dirname } from 'node:path';
import { FailStop } from './fail-stop.js';
import { encodeFrame, readFrame, type Frame } from './frame.js';
import { decodeHead, encodeHead } from './head-codec.js';
import { damaged } from './storage-errors.js';
import type { Storage, StorageFile } from './storage.js';
import type { Head, HeadStore } from './stores.js';

/** Two slots, a file-system block each: a torn write of one leaves the other. */
const SLOT = 4096;
const EMPTY = new Uint8Array(0);

export interface HeadFileOptions {
  /** Whether the orderer signed this head; one that it did not sign is damage. */
  readonly verify?: (head: Head) => boolean;
}

interface Slot {
  /** Grows by one a write; its parity is the slot's place. */
  readonly sequence: number;
  readonly head: Head;
}
type SlotState = Slot | 'empty' | 'damaged';

/** Opens the head's file; creates nothing before the first `write`. */
export async function openHeadFile(
  storage: Storage,
  path: string,
  options: HeadFileOptions = {},
): Promise<HeadFile> {
  const names = await storage.list(dirname(path));
  const file = names.includes(basename(path)) ? await storage.open(path, { create: false }) : undefined;
  const states = file === undefined ? [] : [await readSlot(file, 0), await readSlot(file, 1)];
  return new HeadFile(storage, path, file, new Slots(states, path, options));
}

/** What was found in both slots, and what follows from it. */
class Slots {
  readonly newest: Slot | undefined;
  /** Both slots stand, one write apart (or one write was ever made): nothing is missing. */
  readonly whole: boolean;

  constructor(states: readonly SlotState[], path: string, options: HeadFileOptions) {
    const slots = states.filter((state): state is Slot => typeof state === 'object');
    const newest = slots.toSorted((left, right) => right.sequence - left.sequence)[0];
    if (newest !== undefined && options.verify?.(newest.head) === false) {
      const offset = (newest.sequence % 2) * SLOT;
      throw damaged({ file: path, offset, what: 'the orderer did not sign this head' });
    }
    this.newest = newest;
    this.whole =
      newest === undefined
        ? states.every((state) => state === 'empty')
        : isWhole(newest, states[1 - (newest.sequence % 2)]);
  }
}

function isWhole(newest: Slot, other: SlotState | undefined): boolean {
  if (typeof other === 'object') return other.sequence === newest.sequence - 1;
  return other === 'empty' && newest.sequence === 1;
}

/** The signed head in two alternating slots: docs/spec/head.md. */
export class HeadFile implements HeadStore {
  readonly #storage: Storage;
  readonly #path: string;
  readonly #found: Slots;
  #file: StorageFile | undefined;
  #newest: Slot | undefined;
  readonly #turn: FailStop;

  constructor(storage: Storage, path: string, file: StorageFile | undefined, found: Slots) {
    this.#storage = storage;
    this.#path = path;
    this.#file = file;
    this.#found = found;
    this.#newest = found.newest;
    this.#turn = new FailStop(path);
  }

  /** False where a slot is torn or damaged: a newer head, or the only one, may have stood there. */
  get whole(): boolean {
    return this.#found.whole;
  }

  read(): Promise<Head | undefined> {
    return Promise.resolve(this.#newest?.head);
  }

  /** One write and one sync (the first of all: the directory, too). */
  write(head: Head): Promise<void> {
    return this.#put({ sequence: (this.#newest?.sequence ?? 0) + 1, head });
  }

  /**
   * After a restart: makes what was read durable before anything is built on it. With both slots standing the newest is
   * written again in its place; with one, the other slot gets a copy first.
   */
  async secure(): Promise<void> {
    const newest = this.#newest;
    if (newest === undefined) return;
    await this.#put(this.whole ? newest : { sequence: newest.sequence + 1, head: newest.head });
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  #put(slot: Slot): Promise<void> {
    return this.#turn.run(async () => {
      const created = this.#file === undefined;
      this.#file ??= await this.#storage.open(this.#path, { create: true });
      await this.#file.write((slot.sequence % 2) * SLOT, encodeSlot(slot));
      await this.#file.sync();
      if (created) await this.#storage.syncDirectory(dirname(this.#path));
      this.#newest = slot;
    });
  }
}

function encodeSlot(slot: Slot): Uint8Array {
  const frame = encodeFrame(slot.sequence, { meta: EMPTY, body: encodeHead(slot.head) });
  const bytes = Buffer.alloc(SLOT);
  bytes.set(frame, 0);
  return bytes;
}

async function readSlot(file: StorageFile, place: number): Promise<SlotState> {
  const bytes = Buffer.from(await file.read(place * SLOT, SLOT));
  if (bytes.every((byte) => byte === 0)) return 'empty';
  const frame = readFrame(bytes, 0);
  return frame === undefined ? 'damaged' : slotOf(frame, place);
}

function slotOf(frame: Frame, place: number): SlotState {
  if (frame.bodyState !== 'intact' || frame.number % 2 !== place || frame.number === 0) return 'damaged';
  const head = decodeHead(frame.body);
  return head === undefined ? 'damaged' : { sequence: frame.number, head };
}
