import { countBelow } from './conformal.ts';

/** Scores in ascending order, among which new ones are ranked. */
export class RankedScores {
  /** The first `#count` values are in ascending order; the others are room to grow. */
  #ascending: Float32Array;
  #count: number;

  /** @param scores in any order, copied. */
  constructor(scores: Float32Array) {
    this.#ascending = scores.slice().sort();
    this.#count = scores.length;
  }

  /**
   * Ranks a score among all before it, and keeps it. Costs a binary search and an insertion.
   *
   * @param tie in [0, 1): where the score stands among equal ones.
   * @returns (#higher + tie · (#equal + 1)) / (n + 1): low for a score that is high. Uniform in [0, 1] if
   *   the score is exchangeable with the others and `tie` is uniform.
   */
  rank(score: number, tie: number): number {
    const kept = Math.fround(score);
    const start = countBelow(this.#ascending.subarray(0, this.#count), kept);
    let end = start;
    while (end < this.#count && this.#ascending[end] === kept) end++;
    const higher = this.#count - end;
    const equal = end - start + 1;
    this.#insert(kept, start);
    return (higher + tie * equal) / this.#count;
  }

  #insert(score: number, at: number): void {
    if (this.#count === this.#ascending.length) {
      const grown = new Float32Array(2 * this.#count + 64);
      grown.set(this.#ascending);
      this.#ascending = grown;
    }
    this.#ascending.copyWithin(at + 1, at, this.#count);
    this.#ascending[at] = score;
    this.#count++;
  }
}
