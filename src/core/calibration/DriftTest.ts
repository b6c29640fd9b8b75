import { Random } from '../random/index.ts';
import { RankedScores } from './RankedScores.ts';

/** Where scores have gone: up, for images that look stranger than before, or down, for smoother ones. */
export type DriftDirection = 'up' | 'down';

/** The state of a drift test. */
export interface DriftState {
  /** Number of images tested since the start. */
  readonly images: number;
  /** Capital of the bets against "nothing has changed", which start with 1. */
  readonly evidence: number;
  /** Whether the capital has ever reached 1/falseAlarmRate. Stays true until the test is restarted. */
  readonly drifted: boolean;
  /** The side whose bets had won the most when that happened; null before. */
  readonly direction: DriftDirection | null;
  /** Probability that the test ever raises a false alarm, in either direction, however long it runs. */
  readonly falseAlarmRate: number;
}

/**
 * Stakes ε of the bets f(p) = 1 + ε(p − ½); for a uniform p the mean of f is 1. Each bets on small p-values,
 * which are those of high scores for one side and of low scores for the other.
 */
const STAKES = [-0.7, -1.3, -1.9] as const;

/**
 * By how a reference was measured, the share by which its scores may be higher than those of new images of
 * the same kind: banks of folds have seen fewer images than the bank that inspects, which makes a tenth where
 * parts vary much; banks without one image have seen nearly as many; a bank that was there before has no such
 * bias.
 */
export const toleratedFalls = { folds: 0.1, 'leave-one-out': 0.05, 'held-out': 0 } as const;

/** Settings of a drift test. */
export interface DriftTestOptions {
  /**
   * Share, in [0, 1), by which scores may be lower than the reference from the start on, see
   * {@link toleratedFalls}; by default 0.1.
   */
  readonly toleratedFall?: number;
  /** Of the random numbers that break ties; by default 0. */
  readonly seed?: number;
}

/** Far above any alarm; without an end, capital would become infinite within a thousand strange images. */
const MOST_CAPITAL = 1e12;

/**
 * A conformal test martingale: a sequential test of whether scores are still exchangeable with the
 * reference scores, sensitive to scores that have become higher or lower (Vovk, Nouretdinov and Gammerman,
 * 2003; Ville's inequality).
 *
 * The t-th score is ranked among the reference scores and all earlier scores; ties are broken at random.
 * Under exchangeability these p-values are exactly independent and uniform, so capital that is bet on
 * them at fair odds ever reaches 1/α with probability at most α. Half of the capital bets on high scores
 * and half on low ones. A share 1/(t(t + 1)) of the initial capital enters the bets at step t, so that a
 * change is noticed soon, whenever it occurs.
 *
 * The bound also holds for scores that are exchangeable with the reference scores times any factor from
 * 1 − `toleratedFall` to 1: ranks of high scores are taken among the reference scores as they are, those of
 * low scores among the lowered ones, so neither kind of p-value is smaller than with the right factor.
 */
export class DriftTest {
  readonly #falseAlarmRate: number;
  readonly #random: Random;
  readonly #sides: Readonly<Record<DriftDirection, Side>>;
  #images = 0;
  #direction: DriftDirection | null = null;

  /**
   * @param reference scores of good images, at least 1; copied.
   * @param falseAlarmRate in (0, 1).
   */
  constructor(
    reference: Float32Array,
    falseAlarmRate: number,
    { toleratedFall = toleratedFalls.folds, seed = 0 }: DriftTestOptions = {},
  ) {
    if (reference.length === 0) throw new RangeError('a drift test needs a reference score');
    if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
      throw new RangeError(`a false-alarm rate lies between 0 and 1, got ${falseAlarmRate}`);
    }
    if (!(toleratedFall >= 0 && toleratedFall < 1)) {
      throw new RangeError(`a tolerated fall lies between 0 and 1, got ${toleratedFall}`);
    }
    this.#falseAlarmRate = falseAlarmRate;
    this.#random = new Random(seed);
    this.#sides = {
      up: new Side(reference),
      down: new Side(reference.map((score) => score * (1 - toleratedFall))),
    };
  }

  /** Tests the next score. Costs two binary searches and two insertions. */
  add(score: number): DriftState {
    const { up, down } = this.#sides;
    const tie = this.#random.uniform();
    this.#images++;
    const entering = 1 / (this.#images * (this.#images + 1)) / 2;
    up.bet(up.scores.rank(score, tie), entering);
    down.bet(1 - down.scores.rank(score, tie), entering);
    if (this.#evidence >= 1 / this.#falseAlarmRate) {
      this.#direction ??= up.capital >= down.capital ? 'up' : 'down';
    }
    return this.state;
  }

  /** The state after the scores tested so far. */
  get state(): DriftState {
    return {
      images: this.#images,
      evidence: this.#evidence,
      drifted: this.#direction !== null,
      direction: this.#direction,
      falseAlarmRate: this.#falseAlarmRate,
    };
  }

  get #evidence(): number {
    const waiting = 1 / (this.#images + 1);
    return waiting + this.#sides.up.capital + this.#sides.down.capital;
  }
}

/** The bets on one direction. */
class Side {
  readonly scores: RankedScores;
  readonly #bets = new Float64Array(STAKES.length);

  constructor(reference: Float32Array) {
    this.scores = new RankedScores(reference);
  }

  get capital(): number {
    return this.#bets.reduce((sum, bet) => sum + bet, 0);
  }

  /** @param p a p-value that is small for what the side bets on. @param entering capital that enters first. */
  bet(p: number, entering: number): void {
    for (const [i, stake] of STAKES.entries()) {
      const stakes = this.#bets[i] + entering / STAKES.length;
      this.#bets[i] = Math.min(MOST_CAPITAL, stakes * (1 + stake * (p - 0.5)));
    }
  }
}
