import type { FitConfig } from '../../../config/index.ts';
import {
  MAP_TAIL_LEVELS,
  mapTail,
  PlaceAccumulator,
  type PlaceStatistics,
} from '../../../core/calibration/index.ts';
import type { CoresetSelection } from '../../../core/coreset/index.ts';
import type { ImageView } from '../../../core/image/index.ts';
import type { Grid } from '../../../core/tensor/index.ts';
import type { Calibration } from '../../../model/index.ts';
import type { Fitting } from '../bank/Fitting.ts';
import { measureByQuadrants } from './measureByQuadrants.ts';
import { measureLeavingOneOut } from './measureLeavingOneOut.ts';
import { imageScoreOf, judge, type MeasuredImage } from '../../scoring/Scorer.ts';
import { joinPeaks, peakOnImage } from '../../scoring/peaks.ts';
import { selectBank } from '../bank/selectBank.ts';

/** Statistics of scores on the training images: at each place, and of whole images. */
export interface Calibrated {
  readonly places: PlaceStatistics | null;
  readonly calibration: Omit<Calibration, 'images'>;
}

/**
 * Measures every training image with a memory bank that has not seen it, and judges it by the place
 * statistics of the others.
 *
 * @param onMap called with the anomaly map of each image, in order.
 */
export async function calibrate(
  fitting: Fitting,
  onMap?: (map: Grid) => void,
): Promise<Calibrated> {
  const { measured, method } = await measureTraining(fitting, await selectBank(fitting));
  return calibrateMeasured(measured, method, fitting.config, null, onMap);
}

/** Training images as measured by banks that have not seen them. */
export interface MeasuredTraining {
  readonly measured: readonly MeasuredImage[];
  readonly method: Calibration['method'];
}

/**
 * Measures like {@link calibrate}, without judging the images: each by the bank of all others. For a single
 * image, its quadrants serve as folds.
 *
 * @param isLast whether nothing is selected afterwards: the projected rows are freed as soon as they are not
 *   needed any more.
 */
export async function measureTraining(
  fitting: Fitting,
  selection: CoresetSelection,
  isLast = false,
): Promise<MeasuredTraining> {
  return fitting.store.images === 1
    ? { measured: [await measureByQuadrants(fitting)], method: 'folds' }
    : { measured: await measureLeavingOneOut(fitting, selection, isLast), method: 'leave-one-out' };
}

/**
 * Judges images that a bank has not seen, each by the place statistics of the others.
 *
 * @param views the part of each image that the network saw; null if that is not known.
 * @param onMap called with the anomaly map of each image, in order.
 */
export function calibrateMeasured(
  measured: readonly MeasuredImage[],
  method: Calibration['method'],
  config: FitConfig,
  views: readonly ImageView[] | null,
  onMap?: (map: Grid) => void,
): Calibrated {
  const accumulator = placesFor(measured, config);
  const imageScores = new Float32Array(measured.length);
  const mapTails = new Float32Array(measured.length * MAP_TAIL_LEVELS);
  const zones: Float32Array[] = [];
  const peaks: Float32Array[] = [];
  for (const [image, own] of measured.entries()) {
    const places = accumulator?.statistics(own.patchScores, own.scope) ?? null;
    const judged = judge(own, places, config);
    const { imageScore, zoneScores, map, inspectedPixels } = judged;
    if (views !== null) peaks.push(peakOnImage(judged, views[image]));
    imageScores[image] = imageScore;
    if (zoneScores !== null) zones.push(zoneScores);
    mapTails.set(mapTail(map, inspectedPixels), image * MAP_TAIL_LEVELS);
    onMap?.(map);
  }
  return {
    places: accumulator?.statistics() ?? null,
    calibration: {
      method,
      imageScores,
      zoneScores: joinScores(zones),
      mapTails,
      peaks: views === null ? null : joinPeaks(peaks),
    },
  };
}

/** The statistics by which scores are standardized; null if they are to stay as they are. */
function placesFor(measured: readonly MeasuredImage[], config: FitConfig): PlaceAccumulator | null {
  if (config.standardization === 'none') return null;
  const accumulator = accumulatePlaces(measured);
  const statistics = accumulator?.statistics() ?? null;
  if (accumulator === null || statistics === null || config.standardization === 'place') {
    return accumulator;
  }
  const raw = measured.map((own) => imageScoreOf(own, null, config));
  const standardized = measured.map((own) =>
    imageScoreOf(own, accumulator.statistics(own.patchScores, own.scope), config),
  );
  const explanation = accumulator.explanation(
    statistics,
    Float32Array.from(raw),
    Float32Array.from(standardized),
  );
  return explanation.explains ? accumulator : null;
}

/** Scores of zones end to end; null if no zone is judged separately. */
export function joinScores(zones: readonly Float32Array[]): Float32Array | null {
  return zones.length === 0 ? null : Float32Array.from(zones.flatMap((scores) => [...scores]));
}

/** Fewest images for place statistics: an image is judged by those of the others, of which it takes two. */
const MIN_PLACE_IMAGES = 3;

/**
 * Null if there are too few images, or if they do not share one patch grid, so that no place is the same
 * in all of them.
 */
function accumulatePlaces(measured: readonly MeasuredImage[]): PlaceAccumulator | null {
  if (measured.length < MIN_PLACE_IMAGES) return null;
  const { height, width } = measured[0].patchScores;
  const shared = measured.every(
    ({ patchScores }) => patchScores.height === height && patchScores.width === width,
  );
  if (!shared) return null;
  const accumulator = new PlaceAccumulator(height, width);
  for (const { patchScores, scope } of measured) accumulator.add(patchScores, scope);
  return accumulator;
}
