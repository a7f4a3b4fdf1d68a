import { BitSet } from './bit-set.js';
import type { Frame } from './frame.js';
import { chainAfter, decodeMeta, type ErasedFrame } from './private-codec.js';

export interface PrivateScanOptions {
  /** Blocks there are; entries of later ones were never committed. */
  readonly height: bigint;
  /** Entries that the signed head counts. */
  readonly entries: number;
  /** Frames that the index has seen; 0: none. */
  readonly indexed: number;
}

/**
 * One pass over a private store: which bodies an erasure names, which of them still stand, which bodies are wrong without
 * an erasure, which entries belong to no block.
 */
export class PrivateScan {
  readonly erased = new BitSet();
  /** Named by an erasure and not yet zeros: a crash came between. */
  readonly unfinished: ErasedFrame[] = [];
  /** Where the first entry beyond the head's count stands. */
  tail: number | undefined;
  /** `chainAfter` of the last frame that the index has seen, and of the last there is. */
  indexedChain: number | undefined;
  chain = 0;
  readonly #options: PrivateScanOptions;
  readonly #bodiless = new BitSet();
  readonly #wrong = new Map<number, { frame: ErasedFrame; state: Frame['bodyState'] }>();
  readonly #uncommitted = new Map<number, ErasedFrame>();

  constructor(options: PrivateScanOptions) {
    this.#options = options;
  }

  /** Entries of blocks that do not exist. */
  get uncommitted(): ErasedFrame[] {
    return [...this.#uncommitted.values()];
  }

  /** The first body that is neither intact nor erased on record. */
  get firstWrong(): ErasedFrame | undefined {
    return [...this.#wrong.values()][0]?.frame;
  }

  visit(frame: Frame, position: number): string | undefined {
    const meta = decodeMeta(frame.meta);
    if (meta === undefined) return 'entry is of no known kind';
    const place = { number: frame.number, position };
    this.#mark(frame, position);
    if (frame.body.length === 0) this.#bodiless.add(frame.number);
    if (frame.bodyState !== 'intact') this.#wrong.set(frame.number, { frame: place, state: frame.bodyState });
    if (meta.kind === 'erasure')
      meta.frames.forEach((target) => {
        this.#erase(target);
      });
    else if (meta.version.block >= this.#options.height) this.#uncommitted.set(frame.number, place);
    return undefined;
  }

  #mark(frame: Frame, position: number): void {
    if (frame.number === this.#options.entries) this.tail = position;
    this.chain = chainAfter(this.chain, frame.headCrc);
    if (frame.number === this.#options.indexed - 1) this.indexedChain = this.chain;
  }

  #erase(target: ErasedFrame): void {
    this.erased.add(target.number);
    this.#uncommitted.delete(target.number);
    const isDone = this.#bodiless.has(target.number) || this.#wrong.get(target.number)?.state === 'erased';
    if (!isDone) this.unfinished.push(target);
    this.#wrong.delete(target.number);
  }
}
