import { scoreSetters } from '../../core/calibration/index.ts';
import { type Model, placeOf, type ScorePlace, type TrainingImage } from '../../model/index.ts';
import { rateOfZone, scoresOfZone } from './Thresholds.ts';

/** A good image that sets the threshold. */
export interface ThresholdSetter extends TrainingImage {
  /** Its image score by a memory bank that has not seen it. */
  readonly imageScore: number;
  /** Where that score comes from; null if the model does not know. */
  readonly place: ScorePlace | null;
  /** The threshold by the other images; null if there is no other. */
  readonly thresholdWithout: number | null;
}

/** The good images that set one threshold, and that threshold without them. */
interface Setters {
  /** The highest score first, at most 5; empty if the threshold was set by hand. */
  readonly images: readonly ThresholdSetter[];
  /** The threshold without any of them; null if no image remains. */
  readonly thresholdWithoutAll: number | null;
}

/** The good images that set the threshold of a zone. */
export interface ZoneSetters extends Setters {
  readonly name: string;
}

/** The good images that set a model's threshold; with zones those of each, and none for the whole image. */
export interface ThresholdSetters extends Setters {
  readonly zones: readonly ZoneSetters[];
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
export function thresholdSetters(model: Model): ThresholdSetters {
  const { calibration, config, framing, threshold } = model;
  const { imageScores, zoneScores } = calibration;
  const zones = framing.roi?.zones ?? [];
  if (threshold !== null) return { ...none, zones: [] };
  if (zoneScores === null) {
    return { ...settersOf(model, imageScores, config.falseRejectRate), zones: [] };
  }
  return {
    ...none,
    zones: zones.map(({ name, threshold: byHand }, zone) => ({
      name,
      ...(byHand === null
        ? withoutPlaces(
            settersOf(
              model,
              scoresOfZone(zoneScores, zones, zone),
              rateOfZone(zones, zone, config.falseRejectRate),
            ),
          )
        : none),
    })),
  };
}

const none: Setters = { images: [], thresholdWithoutAll: null };

function settersOf(
  { calibration: { images, peaks }, config }: Model,
  scores: Float32Array,
  falseRejectRate: number,
): Setters {
  const { setters, withoutAll } = scoreSetters(scores, falseRejectRate, config.extrapolate);
  return {
    images: setters.map(({ index, without }) => ({
      ...images[index],
      imageScore: scores[index],
      place: placeOf(peaks, index),
      thresholdWithout: without?.threshold ?? null,
    })),
    thresholdWithoutAll: withoutAll?.threshold ?? null,
  };
}

/** The highest patches of an image may lie in another zone. */
function withoutPlaces({ images, ...rest }: Setters): Setters {
  return { ...rest, images: images.map((image) => ({ ...image, place: null })) };
}
