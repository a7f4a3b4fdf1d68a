const CHUNK = 8192;

/** Eight bytes a frame: where each starts. Grows by chunks, so nothing is held that is not used. */
export class OffsetIndex {
  readonly #chunks: Float64Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(position: number): void {
    const chunk = Math.floor(this.#length / CHUNK);
    if (chunk === this.#chunks.length) this.#chunks.push(new Float64Array(CHUNK));
    this.#chunkAt(chunk)[this.#length % CHUNK] = position;
    this.#length += 1;
  }

  at(index: number): number {
    const position =
      index < this.#length ? this.#chunkAt(Math.floor(index / CHUNK))[index % CHUNK] : undefined;
    if (position === undefined) throw new RangeError(`no frame ${index}`);
    return position;
  }

  #chunkAt(chunk: number): Float64Array {
    const found = this.#chunks[chunk];
    if (found === undefined) throw new RangeError(`no chunk ${chunk}`);
    return found;
  }
}
