/** A typed array of 4-byte elements. */
type Elements = Float32Array | Uint32Array;

/**
 * A list of numbers that grows by whole chunks, so that stored values are never copied again and at
 * most one chunk is unused.
 */
export class ChunkedArray<T extends Elements> {
  readonly #chunks: T[] = [];
  readonly #create: (length: number) => T;
  readonly #chunkLength: number;
  #length = 0;

  /**
   * @param create makes an array of zeros.
   * @param chunkLength elements per chunk, whole and positive.
   * @throws RangeError if `chunkLength` is not whole and positive.
   */
  constructor(create: (length: number) => T, chunkLength: number) {
    if (!Number.isInteger(chunkLength) || chunkLength < 1) {
      throw new RangeError(`chunkLength must be whole and positive, got ${chunkLength}`);
    }
    this.#create = create;
    this.#chunkLength = chunkLength;
  }

  /** Number of elements stored. */
  get length(): number {
    return this.#length;
  }

  /** Appends a copy of `values`. */
  append(values: T): void {
    let taken = 0;
    while (taken < values.length) {
      const used = this.#length % this.#chunkLength;
      if (used === 0) this.#chunks.push(this.#create(this.#chunkLength));
      const count = Math.min(values.length - taken, this.#chunkLength - used);
      this.#chunks[this.#chunks.length - 1].set(values.subarray(taken, taken + count), used);
      taken += count;
      this.#length += count;
    }
  }

  /** The stored elements in order, as views without unused elements. */
  *chunks(): Generator<T> {
    for (let start = 0; start < this.#length; start += this.#chunkLength) {
      const count = Math.min(this.#chunkLength, this.#length - start);
      yield this.#chunks[start / this.#chunkLength].subarray(0, count) as T;
    }
  }

  /** All elements in one new array. */
  concatenated(): T {
    const all = this.#create(this.#length);
    let start = 0;
    for (const chunk of this.chunks()) {
      all.set(chunk, start);
      start += chunk.length;
    }
    return all;
  }
}
