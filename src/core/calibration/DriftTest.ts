import { Random } from '../random/index.ts';

/** What a drift test has seen so far. */
export interface DriftState {
  /** Images tested since the start. */
  readonly images: number;
  /** Capital of the bets against "nothing has changed", which began with 1. */
  readonly evidence: number;
  /** Whether the capital has ever reached 1/falseAlarmRate. It stays true until the test is begun anew. */
  readonly drifted: boolean;
  /** Probability that the test ever raises an alarm although nothing has changed, however long it runs. */
  readonly falseAlarmRate: number;
}

/** Bets on small p-values: f(p) = 1 + ε(p − ½), which is 1 in the mean for a uniform p. */
const STAKES = [-0.7, -1.3, -1.9] as const;

/**
 * A conformal test martingale: a sequential test of whether scores are still exchangeable with the
 * reference scores, which looks for scores that have become higher (Vovk, Nouretdinov and Gammerman,
 * 2003; Ville's inequality).
 *
 * The t-th score is ranked among the reference and all earlier ones, ties being broken at random.
 * Under exchangeability these p-values are exactly independent and uniform, so capital that is bet on
 * them at fair odds reaches 1/α with probability at most α, ever. Of the capital, 1/(t(t + 1)) enters
 * the bets at step t, so that a change is noticed soon whenever it comes.
 */
export class DriftTest {
  readonly #falseAlarmRate: number;
  readonly #random: Random;
  /** Reference and tested scores, the first `#count` of them ascending. */
  #ascending: Float32Array;
  #count: number;
  readonly #bets = new Float64Array(STAKES.length);
  #images = 0;
  #drifted = false;

  /**
   * @param reference scores of good images, at least 1; copied.
   * @param falseAlarmRate in (0, 1).
   */
  constructor(reference: Float32Array, falseAlarmRate: number, seed = 0) {
    if (reference.length === 0) throw new RangeError('a drift test needs a reference score');
    if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
      throw new RangeError(`a false-alarm rate lies between 0 and 1, got ${falseAlarmRate}`);
    }
    this.#falseAlarmRate = falseAlarmRate;
    this.#random = new Random(seed);
    this.#ascending = reference.slice().sort();
    this.#count = reference.length;
  }

  /** Tests the next score. Costs a binary search and an insertion. */
  add(score: number): DriftState {
    const p = this.#pValue(score);
    this.#images++;
    const entering = 1 / (this.#images * (this.#images + 1)) / STAKES.length;
    for (const [i, stake] of STAKES.entries()) {
      this.#bets[i] = (this.#bets[i] + entering) * (1 + stake * (p - 0.5));
    }
    if (this.state.evidence >= 1 / this.#falseAlarmRate) this.#drifted = true;
    return this.state;
  }

  /** What has been seen so far. */
  get state(): DriftState {
    const waiting = 1 / (this.#images + 1);
    return {
      images: this.#images,
      evidence: this.#bets.reduce((sum, bet) => sum + bet, waiting),
      drifted: this.#drifted,
      falseAlarmRate: this.#falseAlarmRate,
    };
  }

  /** (#higher + U · (#equal + 1)) / (n + t): ranks the score and keeps it. */
  #pValue(score: number): number {
    const kept = Math.fround(score);
    const start = this.#firstAtLeast(kept);
    let end = start;
    while (end < this.#count && this.#ascending[end] === kept) end++;
    const higher = this.#count - end;
    const equal = end - start + 1;
    this.#insert(kept, start);
    return (higher + this.#random.uniform() * equal) / this.#count;
  }

  #firstAtLeast(score: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ascending[middle] < score) low = middle + 1;
      else high = middle;
    }
    return low;
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
