import {
  type Appearance,
  LatestAppearance,
  type LikelyCause,
} from '../../core/appearance/index.ts';
import {
  type DriftState,
  type DriftTest,
  type HeatScale,
  heatScaleOf,
  type MapRarity,
  type RejectState,
  RejectTest,
} from '../../core/calibration/index.ts';
import { type ImageScore, type PValue, verdictOf } from '../../core/scoring/index.ts';
import type { Decision } from '../../decision/index.ts';
import { NominalError } from '../../errors/index.ts';
import type { Model } from '../../model/index.ts';
import { highestShareOf } from './highestShareOf.ts';
import { type ThresholdChoice, Thresholds, type ThresholdSummary } from './Thresholds.ts';
import { type Decided, worstZone, type ZoneVerdict, zoneVerdicts } from './zoneVerdicts.ts';

/** The decision on an image, and everything that it rests on. */
export interface CalibratedDecision extends Decision {
  /** Raw score: an L2 distance, higher = more anomalous. That of the worst zone if zones are judged. */
  readonly imageScore: ImageScore;
  /**
   * How rare the score is among good images, by its rank: lower = more anomalous, never less than
   * 1/(n + 1) with n calibration images. At most `heldRate` if the image is anomalous, at least that if not.
   */
  readonly pValue: PValue;
  /**
   * How rare the score is by a smooth model of the highest calibration scores, which continues where
   * counting ends.
   */
  readonly tailPValue: PValue;
  /** Whether `tailPValue` lies beyond what the number of calibration images can resolve. */
  readonly pValueExtrapolated: boolean;
  /** Share of good parts that may be rejected. */
  readonly falseRejectRate: number;
  /** The rate that the threshold holds: a higher one where the number of calibration images does not resolve the desired one. */
  readonly heldRate: number;
  /** Whether a tail model has set the threshold, to reach a rate that the images do not resolve. */
  readonly thresholdExtrapolated: boolean;
  /**
   * Named zones that are judged separately. If there are any, the image's score, threshold and p-values
   * are those of the zone that is worst relative to its threshold.
   */
  readonly zones: readonly ZoneVerdict[];
  /** With zones, the score of the whole image and the threshold that it would have; otherwise null. */
  readonly whole: { readonly score: ImageScore; readonly threshold: number } | null;
  /** The result of the drift test after this image; null if there is none. */
  readonly drift: DriftState | null;
  /** The result of the test of the rejected share after this image; null if there is none. */
  readonly rejects: RejectState | null;
  /** How far the looks of the image are from those of the training images, in spreads; null if that is not known. */
  readonly appearance: Appearance | null;
  /** What has changed most in the latest images while one of the two tests alarms; null if nothing has, or none does. */
  readonly cause: LikelyCause | null;
}

/** Probabilities of false alarms, each in (0, 1). */
export interface FalseAlarmRates {
  /** Of the drift test. */
  readonly drift: number;
  /** Of the test of the rejected share. */
  readonly rejects: number;
}

/** Decides on scores by a model's calibration, and monitors the scores that pass and the share that does not. */
export class Verdicts {
  readonly #calibration: Model['calibration'];
  readonly #roi: Model['framing']['roi'];
  readonly #falseAlarmRates: FalseAlarmRates;
  readonly #latest = new LatestAppearance();
  #thresholds: Thresholds;
  #drift: DriftTest | null;
  #rejects: RejectTest | null;

  /**
   * @throws NominalError `CONFIG_INVALID` if a rate or the threshold is not valid.
   */
  constructor(
    { calibration, framing }: Pick<Model, 'calibration' | 'framing'>,
    choice: ThresholdChoice,
    falseAlarmRates: FalseAlarmRates,
  ) {
    this.#calibration = calibration;
    this.#roi = framing.roi;
    this.#falseAlarmRates = falseAlarmRates;
    this.#thresholds = new Thresholds(calibration, choice, framing.roi);
    this.#drift = this.#thresholds.driftTest(falseAlarmRates.drift);
    this.#rejects = this.#rejectTest();
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

  /** The scale on which maps are drawn. */
  get heatScale(): HeatScale {
    return heatScaleOf(this.#calibration.mapTails, this.pixelThreshold);
  }

  /** The result of the drift test; null if there is none. */
  get drift(): DriftState | null {
    return this.#drift?.state ?? null;
  }

  /** The result of the test of the rejected share; null if there is none. */
  get rejects(): RejectState | null {
    return this.#rejects?.state ?? null;
  }

  /** What has changed most in the latest images while one of the tests alarms. */
  get cause(): LikelyCause | null {
    const alarms = this.drift?.drifted === true || this.rejects?.alarm === true;
    return alarms ? this.#latest.cause : null;
  }

  /** Changes the rate or the threshold of later decisions; both tests restart. */
  choose(choice: ThresholdChoice): void {
    this.#thresholds = new Thresholds(this.#calibration, choice, this.#roi);
    this.restartDriftTest();
    this.restartRejectTest();
  }

  restartDriftTest(): void {
    this.#drift = this.#thresholds.driftTest(this.#falseAlarmRates.drift);
  }

  restartRejectTest(): void {
    this.#rejects = this.#rejectTest();
  }

  /** Null where the threshold rejects every calibration image: then rejects say nothing. */
  #rejectTest(): RejectTest | null {
    const { rejects: rate } = this.#falseAlarmRates;
    if (!(rate > 0 && rate < 1)) {
      throw new NominalError('CONFIG_INVALID', {
        what: 'the false-alarm rate of rejects is not valid',
        expected: 'a number between 0 and 1',
        received: String(rate),
      });
    }
    const share = highestShareOf(this.#calibration, this.#thresholds);
    return share < 1 ? new RejectTest(share, rate) : null;
  }

  /**
   * Returns the verdict on an image; a score that passes is added to the drift test, and each verdict to the
   * test of the rejected share.
   *
   * @param zoneScores scores of the zones that are judged separately; null if there are none.
   * @param appearance how far the looks of the image are from usual; null if that is not known.
   */
  decide(
    wholeScore: ImageScore,
    zoneScores: Float32Array | null,
    appearance: Appearance | null = null,
  ): CalibratedDecision {
    const zones = zoneVerdicts(this.#thresholds.zones, zoneScores);
    const decided = zones.length === 0 ? this.#byImage(wholeScore) : worstZone(zones);
    const { imageScore, threshold, heldRate, thresholdExtrapolated, scores } = decided;
    const verdict = verdictOf(imageScore, threshold);
    // The drift test compares scores of whole images.
    if (verdict === 'nominal') this.#drift?.add(wholeScore);
    this.#rejects?.add(verdict === 'anomalous');
    if (appearance !== null) this.#latest.add(appearance);
    const tailPValue = scores.tailPValue(imageScore);
    return {
      imageScore,
      pValue: scores.pValue(imageScore),
      tailPValue,
      pValueExtrapolated: tailPValue < scores.smallestPValue,
      falseRejectRate: this.choice.falseRejectRate,
      heldRate,
      threshold,
      thresholdExtrapolated,
      verdict,
      zones: zones.map(({ verdict: own }) => own),
      whole: zones.length === 0 ? null : { score: wholeScore, threshold: this.threshold },
      drift: this.drift,
      rejects: this.rejects,
      appearance,
      cause: this.cause,
    };
  }

  #byImage(imageScore: ImageScore): Decided {
    const { image, scores } = this.#thresholds;
    const { threshold, heldRate, extrapolated } = image;
    return { imageScore, threshold, heldRate, thresholdExtrapolated: extrapolated, scores };
  }
}
