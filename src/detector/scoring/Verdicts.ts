import type { DriftState, DriftTest, MapRarity } from '../../core/calibration/index.ts';
import { type ImageScore, type PValue, type Verdict, verdictOf } from '../../core/scoring/index.ts';
import type { Model } from '../../model/index.ts';
import { type ThresholdChoice, Thresholds, type ThresholdSummary } from './Thresholds.ts';
import { type Decided, worstZone, type ZoneVerdict, zoneVerdicts } from './zoneVerdicts.ts';

/** The verdict on an image, and its basis. */
export interface Decision {
  /** The deciding score: that of the image, or of its worst zone if zones are judged. */
  readonly imageScore: ImageScore;
  readonly pValue: PValue;
  readonly tailPValue: PValue;
  readonly pValueExtrapolated: boolean;
  readonly falseRejectRate: number;
  readonly threshold: number;
  readonly thresholdExtrapolated: boolean;
  readonly verdict: Verdict;
  readonly zones: readonly ZoneVerdict[];
  /** The result of the drift test after this image; null if there is none. */
  readonly drift: DriftState | null;
}

/** Decides on scores by a model's calibration, and monitors the scores that pass for drift. */
export class Verdicts {
  readonly #calibration: Model['calibration'];
  readonly #roi: Model['framing']['roi'];
  readonly #driftFalseAlarmRate: number;
  #thresholds: Thresholds;
  #drift: DriftTest | null;

  /**
   * @param driftFalseAlarmRate in (0, 1).
   * @throws NominalError `CONFIG_INVALID` if a rate or the threshold is not valid.
   */
  constructor(
    { calibration, framing }: Pick<Model, 'calibration' | 'framing'>,
    choice: ThresholdChoice,
    driftFalseAlarmRate: number,
  ) {
    this.#calibration = calibration;
    this.#roi = framing.roi;
    this.#driftFalseAlarmRate = driftFalseAlarmRate;
    this.#thresholds = new Thresholds(calibration, choice, framing.roi);
    this.#drift = this.#thresholds.driftTest(driftFalseAlarmRate);
  }

  get choice(): ThresholdChoice {
    return this.#thresholds.choice;
  }

  /** The thresholds and their basis. */
  get summary(): ThresholdSummary {
    return this.#thresholds.summary;
  }

  /** How rare a value of the anomaly map is among the pixels of good images. */
  get rarity(): MapRarity {
    return this.#thresholds.rarity;
  }

  /** The raw score above which an image is anomalous. */
  get threshold(): number {
    return this.#thresholds.image.threshold;
  }

  /** The value of the anomaly map above which a pixel belongs to a region. */
  get pixelThreshold(): number {
    return this.#thresholds.pixel.threshold;
  }

  /** The result of the drift test; null if there is none. */
  get drift(): DriftState | null {
    return this.#drift?.state ?? null;
  }

  /** Changes the rate or the threshold of later decisions; the drift test restarts. */
  choose(choice: ThresholdChoice): void {
    this.#thresholds = new Thresholds(this.#calibration, choice, this.#roi);
    this.restartDriftTest();
  }

  restartDriftTest(): void {
    this.#drift = this.#thresholds.driftTest(this.#driftFalseAlarmRate);
  }

  /**
   * Returns the verdict on an image; a score that passes is added to the drift test.
   *
   * @param zoneScores scores of the zones that are judged separately; null if there are none.
   */
  decide(wholeScore: ImageScore, zoneScores: Float32Array | null): Decision {
    const zones = zoneVerdicts(this.#thresholds.zones, zoneScores);
    const decided = zones.length === 0 ? this.#byImage(wholeScore) : worstZone(zones);
    const { imageScore, threshold, thresholdExtrapolated, scores } = decided;
    const verdict = verdictOf(imageScore, threshold);
    // The drift test compares scores of whole images.
    if (verdict === 'nominal') this.#drift?.add(wholeScore);
    const tailPValue = scores.tailPValue(imageScore);
    return {
      imageScore,
      pValue: scores.pValue(imageScore),
      tailPValue,
      pValueExtrapolated: tailPValue < scores.smallestPValue,
      falseRejectRate: this.choice.falseRejectRate,
      threshold,
      thresholdExtrapolated,
      verdict,
      zones: zones.map(({ verdict: own }) => own),
      drift: this.drift,
    };
  }

  #byImage(imageScore: ImageScore): Decided {
    const { image, scores } = this.#thresholds;
    const { threshold, extrapolated } = image;
    return { imageScore, threshold, thresholdExtrapolated: extrapolated, scores };
  }
}
