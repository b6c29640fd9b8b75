import { binomialInterval } from './binomial.ts';

/** The state of a test of the rejected share. */
export interface RejectState {
  /** Number of images judged since the test started. */
  readonly images: number;
  /** How many of them were rejected. */
  readonly rejected: number;
  /** The latest images that speak for a higher share than promised; 0 of 0 if none do. */
  readonly run: { readonly images: number; readonly rejected: number };
  /** The share of good images that may be rejected by the threshold, as far as the calibration images tell. */
  readonly highestShare: number;
  /** Capital of the bets against "no more is rejected than that", which start with 1. */
  readonly evidence: number;
  /**
   * Whether the capital has reached 1/falseAlarmRate, and the latest images still speak for a higher share.
   * Once they do no longer, the test starts again.
   */
  readonly alarm: boolean;
  /** Probability that the test raises a false alarm from one start on, however long it runs. */
  readonly falseAlarmRate: number;
}

/** The shares that are bet on have odds that are those of the promised share times these. */
const ODDS_RATIOS = [3, 10, 30, 300] as const;

/** Far above any alarm; without an end, capital would become infinite within a few hundred rejects. */
const MOST_CAPITAL = 1e12;

/**
 * The share of good images above a threshold that the calibration scores leave possible: the upper end of
 * the interval of Clopper and Pearson with 95 % confidence for as many as are above it. For a threshold that
 * is an order statistic this is the upper end of `RateSupport.interval`.
 *
 * @param scores calibration scores, at least 1.
 * @returns in (0, 1].
 */
export function highestRejectShare(scores: Float32Array, threshold: number): number {
  const above = scores.reduce((count, score) => count + (score > threshold ? 1 : 0), 0);
  return binomialInterval(above, scores.length).high;
}

/**
 * A sequential test of whether more images are rejected than a threshold rejects of good ones. It tells
 * neither defective parts from another lamp, nor drift from either.
 *
 * Capital is bet on rejects at odds that are fair for the given share: it is multiplied by q/p for a reject
 * and by (1 − q)/(1 − p) for an image that passes, for some shares q above p. While the probability of a
 * reject, given all images before, is at most p, the capital is not expected to grow, so that it ever
 * reaches 1/α with probability at most α (Ville's inequality). It enters the bets as in `DriftTest`.
 *
 * The alarm ends, and the test starts again, when the latest images no longer speak for the share whose bets
 * had won the most: when the cumulative sum (Page, 1954) of its log-likelihood ratios is back at 0. That sum is
 * kept below the height of an alarm, so an alarm does not outlast its cause for longer the longer it was on.
 */
export class RejectTest {
  readonly #highestShare: number;
  readonly #falseAlarmRate: number;
  readonly #bets: readonly Bet[];
  #images = 0;
  #rejected = 0;
  #alarm: Bet | null = null;

  /**
   * @param highestShare share of good images that may be rejected, in (0, 1); see {@link highestRejectShare}.
   * @param falseAlarmRate in (0, 1).
   */
  constructor(highestShare: number, falseAlarmRate: number) {
    for (const [name, value] of Object.entries({ highestShare, falseAlarmRate })) {
      if (!(value > 0 && value < 1)) {
        throw new RangeError(`${name} lies between 0 and 1, got ${value}`);
      }
    }
    this.#highestShare = highestShare;
    this.#falseAlarmRate = falseAlarmRate;
    const most = -Math.log(falseAlarmRate);
    this.#bets = ODDS_RATIOS.map((ratio) => new Bet(highestShare, ratio, most));
  }

  /** Tests the next verdict. */
  add(rejected: boolean): RejectState {
    this.#images++;
    if (rejected) this.#rejected++;
    const entering = 1 / (this.#images * (this.#images + 1)) / this.#bets.length;
    for (const bet of this.#bets) bet.add(rejected, entering);
    if (this.#alarm?.sum === 0) this.#restart();
    else if (this.#evidence >= 1 / this.#falseAlarmRate) this.#alarm ??= this.#strongest;
    return this.state;
  }

  /** The state after the verdicts tested so far. */
  get state(): RejectState {
    const { run } = this.#alarm ?? this.#strongest;
    return {
      images: this.#images,
      rejected: this.#rejected,
      run,
      highestShare: this.#highestShare,
      evidence: this.#evidence,
      alarm: this.#alarm !== null,
      falseAlarmRate: this.#falseAlarmRate,
    };
  }

  get #evidence(): number {
    return this.#bets.reduce((sum, { capital }) => sum + capital, 1 / (this.#images + 1));
  }

  get #strongest(): Bet {
    return this.#bets.reduce((best, bet) => (bet.sum > best.sum ? bet : best));
  }

  #restart(): void {
    this.#images = 0;
    this.#rejected = 0;
    this.#alarm = null;
    for (const bet of this.#bets) bet.restart();
  }
}

/** The bets on one share. */
class Bet {
  readonly #factors: { readonly reject: number; readonly pass: number };
  readonly #most: number;
  capital = 0;
  /** Cumulative sum of the log-likelihood ratios, 0 up to `most`. */
  sum = 0;
  run = { images: 0, rejected: 0 };

  constructor(share: number, ratio: number, most: number) {
    const odds = (ratio * share) / (1 - share);
    const own = odds / (1 + odds);
    this.#factors = { reject: own / share, pass: (1 - own) / (1 - share) };
    this.#most = most;
  }

  add(rejected: boolean, entering: number): void {
    const factor = rejected ? this.#factors.reject : this.#factors.pass;
    this.capital = Math.min(MOST_CAPITAL, (this.capital + entering) * factor);
    this.sum = Math.min(this.#most, Math.max(0, this.sum + Math.log(factor)));
    const { images, rejected: before } = this.run;
    this.run =
      this.sum === 0
        ? { images: 0, rejected: 0 }
        : { images: images + 1, rejected: before + (rejected ? 1 : 0) };
  }

  restart(): void {
    this.capital = 0;
    this.sum = 0;
    this.run = { images: 0, rejected: 0 };
  }
}
