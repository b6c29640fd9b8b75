/**
 * A sorted set of scores with fast lookup. A table over equal stretches of the range narrows the binary
 * search to a few entries, so that tens of millions of lookups take seconds.
 */
export class DistinctScores {
  /** The distinct scores, strictly increasing; float32. */
  readonly values: Float32Array;
  readonly #first: Uint32Array;
  readonly #lowest: number;
  readonly #highest: number;
  readonly #bucketsPerUnit: number;

  /**
   * Costs one sort; the table takes at most 8 bytes per distinct score.
   *
   * @param scores finite float32 values, at least one, in any order; sorted and compacted in place,
   *   then aliased.
   * @throws RangeError if `scores` is empty.
   */
  constructor(scores: Float32Array) {
    if (scores.length === 0) throw new RangeError('a set of scores needs at least one score');
    scores.sort();
    let count = 1;
    for (let i = 1; i < scores.length; i++) {
      if (scores[i] !== scores[count - 1]) scores[count++] = scores[i];
    }
    this.values = scores.subarray(0, count);
    this.#lowest = this.values[0];
    this.#highest = this.values[count - 1];
    const buckets = 2 ** Math.ceil(Math.log2(count));
    const range = this.#highest - this.#lowest;
    this.#bucketsPerUnit = range > 0 ? (buckets - 1) / range : 0;
    this.#first = new Uint32Array(buckets + 1).fill(count);
    for (let i = count - 1; i >= 0; i--) this.#first[this.#bucketOf(this.values[i])] = i;
    for (let b = buckets - 1; b >= 0; b--) {
      this.#first[b] = Math.min(this.#first[b], this.#first[b + 1]);
    }
  }

  /** Index of the first value that is not below `score`, or the number of values if all are below. */
  lowerBound(score: number): number {
    if (score <= this.#lowest) return 0;
    if (score > this.#highest) return this.values.length;
    const bucket = this.#bucketOf(score);
    let low = this.#first[bucket];
    let high = this.#first[bucket + 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.values[middle] < score) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Never falls as the score rises, whatever the rounding. The table relies on nothing else. */
  #bucketOf(score: number): number {
    return Math.floor((score - this.#lowest) * this.#bucketsPerUnit);
  }
}
