import {
  DriftTest,
  MAP_TAIL_LEVELS,
  MapRarity,
  type RateSupport,
  type RejectThreshold,
  ScoreCalibration,
  type ScoreTail,
  type TailFit,
  toleratedFalls,
} from '../../core/calibration/index.ts';
import type { Roi, Zone } from '../../core/image/index.ts';
import { NominalError } from '../../errors/index.ts';
import type { Calibration, Model } from '../../model/index.ts';

/** The basis of a decision: a false-reject rate, or a raw threshold that was set by hand. */
export interface ThresholdChoice {
  /** Share of good parts that may be rejected, in (0, 1). */
  readonly falseRejectRate: number;
  /** Whether a tail model sets the threshold of a rate that the calibration images do not resolve. */
  readonly extrapolate: boolean;
  /** A raw threshold instead of the one for the rate; null to use the rate. */
  readonly threshold: number | null;
}

/** A threshold, and its basis. */
export interface ThresholdSummary {
  /** The raw score above which an image is anomalous. */
  readonly threshold: number;
  /** Whether it was set by hand instead of derived from the rate. */
  readonly thresholdSetByHand: boolean;
  /**
   * The share of good parts that it rejects at most, by counting: the desired rate where the calibration
   * images resolve it, else the lowest that they resolve, 1/(n + 1).
   */
  readonly heldRate: number;
  /** Whether a tail model has set it, to reach a rate that the calibration images do not resolve. */
  readonly thresholdExtrapolated: boolean;
  /** The value of the anomaly map above which a pixel belongs to a region. */
  readonly pixelThreshold: number;
  /** How well the number of calibration images supports the rate. */
  readonly support: RateSupport;
  /** The smooth model of the highest calibration scores; null if there is none. */
  readonly tail: ScoreTail | null;
  /** How well that model describes them; null if there is none. */
  readonly tailFit: TailFit | null;
}

/** The threshold of one zone. */
export interface ZoneThreshold extends RejectThreshold {
  readonly name: string;
  /** Scores of the zone on good images. */
  readonly scores: ScoreCalibration;
}

/** Thresholds of a calibration, for one rate or raw threshold; changing it needs no images. */
export class Thresholds {
  readonly choice: ThresholdChoice;
  readonly scores: ScoreCalibration;
  readonly rarity: MapRarity;
  /** Of image scores. */
  readonly image: RejectThreshold;
  /** For each zone that is judged separately, the scores that its own are compared with. */
  readonly zones: readonly ZoneThreshold[];
  /** Of the anomaly map. */
  readonly pixel: RejectThreshold;
  readonly #method: Calibration['method'];

  /** @throws NominalError `CONFIG_INVALID` if the rate or the threshold is not valid. */
  constructor(
    { method, imageScores, zoneScores, mapTails }: Calibration,
    choice: ThresholdChoice,
    roi: Roi | null = null,
  ) {
    const { falseRejectRate, extrapolate, threshold } = choice;
    refuseNoRate(falseRejectRate);
    if (threshold !== null && !(isNumber(threshold) && threshold >= 0)) {
      throw invalid('the threshold', 'a number that is not negative', threshold);
    }
    this.choice = choice;
    this.#method = method;
    this.scores = new ScoreCalibration(imageScores);
    this.rarity = new MapRarity(mapTails);
    this.image =
      threshold === null
        ? this.scores.threshold(falseRejectRate, extrapolate)
        : this.scores.thresholdByHand(threshold);
    this.zones =
      zoneScores === null || roi === null ? [] : zoneThresholds(zoneScores, roi.zones, choice);
    const maxima = mapTails.filter((_, i) => i % MAP_TAIL_LEVELS === MAP_TAIL_LEVELS - 1);
    this.pixel = new ScoreCalibration(maxima).threshold(falseRejectRate, extrapolate);
  }

  /** The thresholds and their basis. */
  get summary(): ThresholdSummary {
    const { falseRejectRate, threshold } = this.choice;
    const { scores } = this;
    return {
      threshold: this.image.threshold,
      thresholdSetByHand: threshold !== null,
      heldRate: this.image.heldRate,
      thresholdExtrapolated: this.image.extrapolated,
      pixelThreshold: this.pixel.threshold,
      support: scores.support(falseRejectRate),
      tail: scores.tail,
      // Resampled on first use.
      get tailFit() {
        return scores.tailFit;
      },
    };
  }

  /** A test of the passing scores against those of the calibration; null if none of those pass. */
  driftTest(falseAlarmRate: number): DriftTest | null {
    if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
      throw invalid('the false-alarm rate of drift', 'a number between 0 and 1', falseAlarmRate);
    }
    const { threshold, extrapolated } = this.image;
    // A threshold set by hand is no order statistic: scores equal to it pass, too.
    const reaching = extrapolated || this.choice.threshold !== null;
    const reference = this.scores.passing(threshold, reaching);
    if (reference.length === 0) return null;
    const toleratedFall = toleratedFalls[this.#method];
    return new DriftTest(reference, falseAlarmRate, { toleratedFall });
  }
}

/** The threshold of a model, without its backbone. */
export function thresholdSummary({ calibration, config, threshold }: Model): ThresholdSummary {
  const { falseRejectRate, extrapolate } = config;
  return new Thresholds(calibration, { falseRejectRate, extrapolate, threshold }).summary;
}

/** The scores of one zone, by image. @param zoneScores n × zones, row-major. */
export function scoresOfZone(
  zoneScores: Float32Array,
  zones: readonly Zone[],
  zone: number,
): Float32Array {
  return zoneScores.filter((_, i) => i % zones.length === zone);
}

/** Without rates of their own, zones share the model's evenly, so that together they reject no more than it. */
export function rateOfZone(zones: readonly Zone[], zone: number, rateOfModel: number): number {
  return zones[zone].falseRejectRate ?? rateOfModel / zones.length;
}

function zoneThresholds(
  zoneScores: Float32Array,
  zones: readonly Zone[],
  choice: ThresholdChoice,
): readonly ZoneThreshold[] {
  return zones.map(({ name, threshold }, zone) => {
    const scores = new ScoreCalibration(scoresOfZone(zoneScores, zones, zone));
    const byHand = threshold ?? choice.threshold;
    const rate = rateOfZone(zones, zone, choice.falseRejectRate);
    return byHand === null
      ? { name, scores, ...scores.threshold(rate, choice.extrapolate) }
      : { name, scores, ...scores.thresholdByHand(byHand) };
  });
}

/** @throws NominalError `CONFIG_INVALID` unless it is a rate that a threshold can have. */
export function refuseNoRate(falseRejectRate: number): void {
  if (isNumber(falseRejectRate) && falseRejectRate > 0 && falseRejectRate < 1) return;
  throw invalid('the false-reject rate', 'a number above 0 and below 1', falseRejectRate);
}

/** Untyped programs may pass anything, and the command line passes whatever was typed. */
function isNumber(value: unknown): boolean {
  return Number.isFinite(value);
}

function invalid(what: string, expected: string, received: number): NominalError {
  return new NominalError('CONFIG_INVALID', {
    what: `${what} is not valid`,
    expected,
    received: String(received),
  });
}
