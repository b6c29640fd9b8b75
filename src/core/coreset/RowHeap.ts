/**
 * A binary max-heap of row numbers, ordered by values that its owner keeps for the rows; of equal values
 * the lower row comes first. A row's value must not change while the row is in the heap.
 */
export class RowHeap {
  readonly #values: Float64Array;
  readonly #rows: Uint32Array;
  #size: number;

  /** Takes linear time. @param values by row; aliased. @param rows the rows that the heap holds; copied. */
  constructor(values: Float64Array, rows: Uint32Array) {
    this.#values = values;
    this.#size = rows.length;
    this.#rows = Uint32Array.from(rows);
    for (let at = (this.#size >> 1) - 1; at >= 0; at--) this.#sink(at);
  }

  get size(): number {
    return this.#size;
  }

  /** The first row in order, or -1 if the heap is empty. */
  get top(): number {
    return this.#size === 0 ? -1 : this.#rows[0];
  }

  /** Removes the first row and returns it. */
  pop(): number {
    if (this.#size === 0) throw new RangeError('the heap is empty');
    const top = this.#rows[0];
    this.#size--;
    this.#rows[0] = this.#rows[this.#size];
    this.#sink(0);
    return top;
  }

  /** Puts a removed row back. */
  push(row: number): void {
    const rows = this.#rows;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.precedes(row, rows[parent])) break;
      rows[at] = rows[parent];
      at = parent;
    }
    rows[at] = row;
  }

  /** Whether row `a` comes before row `b`: larger value, or equal value and lower number. */
  precedes(a: number, b: number): boolean {
    const difference = this.#values[a] - this.#values[b];
    return difference > 0 || (difference === 0 && a < b);
  }

  #sink(start: number): void {
    const rows = this.#rows;
    const row = rows[start];
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.precedes(rows[child + 1], rows[child])) child++;
      if (!this.precedes(rows[child], row)) break;
      rows[at] = rows[child];
      at = child;
    }
    rows[at] = row;
  }
}
