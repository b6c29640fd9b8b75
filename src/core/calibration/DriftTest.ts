import { Random } from '../random/index.ts';
import { countBelow } from './conformal.ts';

/** The state of a drift test. */
export interface DriftState {
  /** Number of images tested since the start. */
  readonly images: number;
  /** Capital of the bets against "nothing has changed", which start with 1. */
  readonly evidence: number;
  /** Whether the capital has ever reached 1/falseAlarmRate. Stays true until the test is restarted. */
  readonly drifted: boolean;
  /** Probability that the test ever raises a false alarm, however long it runs. */
  readonly falseAlarmRate: number;
}

/** Stakes ε of the bets f(p) = 1 + ε(p − ½) on small p-values; for a uniform p the mean of f is 1. */
const STAKES = [-0.7, -1.3, -1.9] as const;

/**
 * A conformal test martingale: a sequential test of whether scores are still exchangeable with the
 * reference scores, sensitive to scores that have become higher (Vovk, Nouretdinov and Gammerman, 2003;
 * Ville's inequality).
 *
 * The t-th score is ranked among the reference scores and all earlier scores; ties are broken at random.
 * Under exchangeability these p-values are exactly independent and uniform, so capital that is bet on
 * them at fair odds ever reaches 1/α with probability at most α. A share 1/(t(t + 1)) of the initial
 * capital enters the bets at step t, so that a change is noticed soon, whenever it occurs.
 */
export class DriftTest {
  readonly #falseAlarmRate: number;
  readonly #random: Random;
  /** Reference and tested scores; the first `#count` values, in ascending order. */
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

  /** The state after the scores tested so far. */
  get state(): DriftState {
    const waiting = 1 / (this.#images + 1);
    return {
      images: this.#images,
      evidence: this.#bets.reduce((sum, bet) => sum + bet, waiting),
      drifted: this.#drifted,
      falseAlarmRate: this.#falseAlarmRate,
    };
  }

  /** Ranks a score and keeps it. @returns (#higher + U · (#equal + 1)) / (n + t). */
  #pValue(score: number): number {
    const kept = Math.fround(score);
    const start = countBelow(this.#ascending.subarray(0, this.#count), kept);
    let end = start;
    while (end < this.#count && this.#ascending[end] === kept) end++;
    const higher = this.#count - end;
    const equal = end - start + 1;
    this.#insert(kept, start);
    return (higher + this.#random.uniform() * equal) / this.#count;
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
