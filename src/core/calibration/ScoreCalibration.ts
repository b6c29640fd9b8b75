import { type ImageScore, type PValue, toImageScore, toPValue } from '../scoring/index.ts';
import { conformalPValue, type RejectThreshold, rejectThreshold } from './conformal.ts';
import { type RateSupport, rateSupport } from './rateSupport.ts';
import { fitTail, type ScoreTail, tailProbability, type TailFit, tailFit } from './ScoreTail.ts';

/** Smallest p-value of a tail: a fitted tail may be bounded, but some dozens of images cannot prove a score impossible. */
const SMALLEST_TAIL = 1e-9;

/** Calibrates image scores by those of good images: how rare a score is, and which threshold a rate leads to. */
export class ScoreCalibration {
  readonly #ascending: Float32Array;
  /** The smooth model of the highest scores; null if they do not make one. */
  readonly tail: ScoreTail | null;
  #fit: TailFit | null | undefined;

  /** @param scores scores of good images, in any order, at least 1; copied. */
  constructor(scores: Float32Array) {
    this.#ascending = scores.slice().sort();
    this.tail = fitTail(this.#ascending);
  }

  /** How well the tail describes the scores; null without a tail. */
  get tailFit(): TailFit | null {
    this.#fit ??= this.tail === null ? null : tailFit(this.#ascending, this.tail);
    return this.#fit;
  }

  /** 1/(n + 1), the smallest conformal p-value. */
  get smallestPValue(): number {
    return 1 / (this.#ascending.length + 1);
  }

  /** The conformal p-value, which rests on the order of scores alone: at least 1/(n + 1). */
  pValue(score: ImageScore): PValue {
    return conformalPValue(this.#ascending, score);
  }

  /**
   * The smooth p-value: that of the tail where there is one, else the conformal p-value. Below 1/(n + 1) it
   * is extrapolated; it is at least 10⁻⁹.
   */
  tailPValue(score: ImageScore): PValue {
    const byTail = this.tail === null ? null : tailProbability(this.tail, score);
    return byTail === null ? this.pValue(score) : toPValue(Math.max(SMALLEST_TAIL, byTail));
  }

  /**
   * The score above which an image is anomalous at a desired rate in (0, 1).
   *
   * @param extrapolate whether the tail sets it where the scores do not resolve the rate. Without a tail
   *   the largest score does, as by default.
   */
  threshold(falseRejectRate: number, extrapolate = false): RejectThreshold {
    return rejectThreshold(this.#ascending, falseRejectRate, extrapolate ? this.tail : null);
  }

  /** A threshold that was set by hand, with the rate that it holds. */
  thresholdByHand(threshold: number): RejectThreshold {
    const heldRate = conformalPValue(this.#ascending, toImageScore(threshold));
    return { threshold, heldRate, extrapolated: false };
  }

  /** How well the number of scores supports a desired rate in (0, 1). */
  support(falseRejectRate: number): RateSupport {
    return rateSupport(this.#ascending.length, falseRejectRate);
  }

  /**
   * The calibration scores that pass a threshold: the reference of a {@link DriftTest} on images that pass.
   * A threshold that is one of the scores does not count itself.
   */
  passing(threshold: number, extrapolated: boolean): Float32Array {
    return this.#ascending.filter((score) =>
      extrapolated ? score <= threshold : score < threshold,
    );
  }
}
