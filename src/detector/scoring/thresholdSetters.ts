import { scoreSetters } from '../../core/calibration/index.ts';
import { type Model, placeOf, type ScorePlace, type TrainingImage } from '../../model/index.ts';

/** A good image that sets the threshold. */
export interface ThresholdSetter extends TrainingImage {
  /** Its image score by a memory bank that has not seen it. */
  readonly imageScore: number;
  /** Where that score comes from; null if the model does not know. */
  readonly place: ScorePlace | null;
  /** The threshold by the other images; null if there is no other. */
  readonly thresholdWithout: number | null;
}

/** The good images that set a model's threshold, and the threshold without them. */
export interface ThresholdSetters {
  /** The highest score first, at most 5; empty if the threshold was set by hand or zones have their own. */
  readonly images: readonly ThresholdSetter[];
  /** The threshold without any of them; null if no image remains. */
  readonly thresholdWithoutAll: number | null;
}

/**
 * Names the good images that set the threshold: those that score at least as high, and the next one if it
 * lies between two. A fiber on one of them can cost detection on every part: look at the named places, and
 * take out what does not belong, leave it out with a region of interest, or keep it knowingly.
 *
 * @example
 * ```ts
 * import { Detector, thresholdSetters } from 'nominal-vision';
 *
 * await using detector = await Detector.load('part.nominal');
 * for (const { name, place, thresholdWithout } of thresholdSetters(detector.model).images) {
 *   console.log(name, place?.box, `${detector.threshold} with it, ${thresholdWithout} without`);
 * }
 * ```
 */
export function thresholdSetters({ calibration, config, threshold }: Model): ThresholdSetters {
  const { images, imageScores, zoneScores, peaks } = calibration;
  if (threshold !== null || zoneScores !== null) return { images: [], thresholdWithoutAll: null };
  const { falseRejectRate, extrapolate } = config;
  const { setters, withoutAll } = scoreSetters(imageScores, falseRejectRate, extrapolate);
  return {
    images: setters.map(({ index, without }) => ({
      ...images[index],
      imageScore: imageScores[index],
      place: placeOf(peaks, index),
      thresholdWithout: without?.threshold ?? null,
    })),
    thresholdWithoutAll: withoutAll?.threshold ?? null,
  };
}
