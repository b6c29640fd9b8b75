import { type ImageScore, type PValue, toPValue } from '../scoring/index.ts';
import { conformalPValue, type RejectThreshold, rejectThreshold } from './conformal.ts';
import { type RateSupport, rateSupport } from './rateSupport.ts';
import { fitTail, type ScoreTail, tailProbability, type TailFit, tailFit } from './ScoreTail.ts';

/** A fitted tail may be bounded and call a score impossible, which some dozens of images cannot know. */
const SMALLEST_TAIL = 1e-9;

/** What calibration scores say of new ones: how rare they are, and where a rate puts the threshold. */
export class ScoreCalibration {
  readonly #ascending: Float32Array;
  /** The smooth model of the highest scores; null where they make none. */
  readonly tail: ScoreTail | null;
  #fit: TailFit | null | undefined;

  /** @param scores of good images, in any order, at least 1; copied. */
  constructor(scores: Float32Array) {
    this.#ascending = scores.slice().sort();
    this.tail = fitTail(this.#ascending);
  }

  /** How well the tail describes the scores; null without one. */
  get tailFit(): TailFit | null {
    this.#fit ??= this.tail === null ? null : tailFit(this.#ascending, this.tail);
    return this.#fit;
  }

  /** 1/(n + 1): no counted p-value is less. */
  get smallestPValue(): number {
    return 1 / (this.#ascending.length + 1);
  }

  /** Conformal p-value, which only counts: at least 1/(n + 1). */
  pValue(score: ImageScore): PValue {
    return conformalPValue(this.#ascending, score);
  }

  /**
   * Smooth p-value: by the tail where there is one, else the counted one. Below 1/(n + 1) it is
   * extrapolated, and it ends at 10⁻⁹.
   */
  tailPValue(score: ImageScore): PValue {
    const byTail = this.tail === null ? null : tailProbability(this.tail, score);
    return byTail === null ? this.pValue(score) : toPValue(Math.max(SMALLEST_TAIL, byTail));
  }

  /** The score above which an image is anomalous at a wished rate in (0, 1). */
  threshold(falseRejectRate: number): RejectThreshold {
    return rejectThreshold(this.#ascending, falseRejectRate, this.tail);
  }

  /** What the number of scores can say of a wished rate in (0, 1). */
  support(falseRejectRate: number): RateSupport {
    return rateSupport(this.#ascending.length, falseRejectRate);
  }

  /** Calibration scores that a threshold lets pass: the reference of a {@link DriftTest} on images that pass. */
  passing(threshold: number, extrapolated: boolean): Float32Array {
    return this.#ascending.filter((score) =>
      extrapolated ? score <= threshold : score < threshold,
    );
  }
}
