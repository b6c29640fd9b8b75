/** The nearest bank rows of each query, nearest first; of equal distances the lower bank row comes first. */
export interface Neighbors {
  /** Number of queries. */
  readonly rows: number;
  /** Number of neighbors per query. */
  readonly count: number;
  /** Bank rows, rows × count, row-major. */
  readonly indices: Uint32Array;
  /** L2 distances (not squared), rows × count, row-major, ascending within a row. */
  readonly distances: Float32Array;
}

/** Running lists of the `count` nearest bank rows of each query, ordered by squared distance. */
export class NearestLists {
  readonly #rows: number;
  readonly #count: number;
  readonly #squared: Float64Array;
  readonly #indices: Uint32Array;

  constructor(rows: number, count: number) {
    this.#rows = rows;
    this.#count = count;
    this.#squared = new Float64Array(rows * count).fill(Number.POSITIVE_INFINITY);
    this.#indices = new Uint32Array(rows * count);
  }

  /** The squared distance that a bank row must not exceed to enter the list of `query`. */
  limit(query: number): number {
    return this.#squared[query * this.#count + this.#count - 1];
  }

  /** The nearest bank row found so far for `query`. */
  nearest(query: number): number {
    return this.#indices[query * this.#count];
  }

  /** Offers a bank row that is not in the list yet. */
  offer(query: number, bankRow: number, squared: number): void {
    const first = query * this.#count;
    let at = first + this.#count - 1;
    if (!this.#precedes(squared, bankRow, at)) return;
    for (; at > first && this.#precedes(squared, bankRow, at - 1); at--) {
      this.#squared[at] = this.#squared[at - 1];
      this.#indices[at] = this.#indices[at - 1];
    }
    this.#squared[at] = squared;
    this.#indices[at] = bankRow;
  }

  neighbors(): Neighbors {
    const distances = new Float32Array(this.#squared.length);
    for (let i = 0; i < distances.length; i++) distances[i] = Math.sqrt(this.#squared[i]);
    return { rows: this.#rows, count: this.#count, indices: this.#indices, distances };
  }

  #precedes(squared: number, bankRow: number, at: number): boolean {
    return (
      squared < this.#squared[at] || (squared === this.#squared[at] && bankRow < this.#indices[at])
    );
  }
}
