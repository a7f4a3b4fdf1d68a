/** One bit a frame, for the length of a scan. */
export class BitSet {
  #bytes = new Uint8Array(1024);

  has(index: number): boolean {
    return ((this.#bytes[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
  }

  add(index: number): void {
    const place = index >> 3;
    while (place >= this.#bytes.length) {
      const grown = new Uint8Array(this.#bytes.length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[place] = (this.#bytes[place] ?? 0) | (1 << (index & 7));
  }
}
