import type { FitConfig } from '../../../config/index.ts';
import { throwIfCancelled } from '../../../errors/index.ts';
import {
  MAP_TAIL_LEVELS,
  mapTail,
  PlaceAccumulator,
  type PlaceStatistics,
} from '../../../core/calibration/index.ts';
import type { ImageView } from '../../../core/image/index.ts';
import type { Grid, Matrix } from '../../../core/tensor/index.ts';
import type { Calibration } from '../../../model/index.ts';
import { bankRowsOf, rowsWithout, selectCoreset } from '../bank/selectCoreset.ts';
import type { Fitting } from '../bank/Fitting.ts';
import { inOrder } from '../../../async/index.ts';
import { measureByQuadrants } from './measureByQuadrants.ts';
import { measureLeavingOneOut } from './measureLeavingOneOut.ts';
import { judge, type MeasuredImage, Scorer } from '../../scoring/Scorer.ts';
import { joinPeaks, peakOnImage } from '../../scoring/peaks.ts';
import { placesOfRows } from '../bank/placesOfRows.ts';

/** Statistics of scores on the training images: at each place, and of whole images. */
export interface Calibrated {
  readonly places: PlaceStatistics | null;
  readonly calibration: Omit<Calibration, 'images'>;
}

/**
 * Measures every training image with a memory bank that has not seen it.
 *
 * If the bank holds every patch, that is the bank without the image's own rows. Otherwise the images are
 * split at random into folds, and each fold is measured by a bank selected, with the same settings, from
 * all others. (Leaving an image's rows out of the one thinned bank would be cheaper but biased: the
 * coreset keeps each image's extremes, so their absence leaves holes.) Each image is then judged by the
 * place statistics of the others. For a single image, the folds are its quadrants.
 *
 * @param onMap called with the anomaly map of each image, in order.
 */
export async function calibrate(
  fitting: Fitting,
  onMap?: (map: Grid) => void,
): Promise<Calibrated> {
  const { measured, method } = await measureTraining(fitting);
  return calibrateMeasured(measured, method, fitting.config, null, onMap);
}

/** Training images as measured by banks that have not seen them. */
export interface MeasuredTraining {
  readonly measured: readonly MeasuredImage[];
  readonly method: Calibration['method'];
}

/**
 * Measures like {@link calibrate}, without judging the images.
 *
 * @param start a promise to wait for before the first image is measured; banks may be selected meanwhile.
 */
export async function measureTraining(
  fitting: Fitting,
  start?: Promise<unknown>,
): Promise<MeasuredTraining> {
  const single = fitting.store.images === 1;
  const method = !single && keepsEveryPatch(fitting) ? 'leave-one-out' : 'folds';
  if (!single && method === 'folds')
    return { measured: await measureByFolds(fitting, start), method };
  await start;
  const measured = single
    ? [await measureByQuadrants(fitting)]
    : await measureLeavingOneOut(fitting);
  return { measured, method };
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
  const accumulator = config.standardization === 'place' ? accumulatePlaces(measured) : null;
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

/** Scores of zones end to end; null if no zone is judged separately. */
export function joinScores(zones: readonly Float32Array[]): Float32Array | null {
  return zones.length === 0 ? null : Float32Array.from(zones.flatMap((scores) => [...scores]));
}

/** Then nothing is thinned; re-weighting and mean distances would need more than the least distance. */
function keepsEveryPatch({ config, store, rows }: Fitting): boolean {
  return (
    rows === null &&
    bankRowsOf(config, store.rows) === store.rows &&
    config.neighbors === 1 &&
    config.reweighting === 'none'
  );
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

async function measureByFolds(
  fitting: Fitting,
  start?: Promise<unknown>,
): Promise<readonly MeasuredImage[]> {
  const { config, store, random, workers } = fitting;
  const folds = Math.min(config.folds, store.images);
  const order = random.permutation(store.images);
  const parts = Array.from({ length: folds }, (_, fold) =>
    order.filter((_, i) => i % folds === fold),
  );
  const selections = inOrder(parts, workers === null ? 1 : folds, async (heldOut) => {
    const { indices } = await selectCoreset(fitting, rowsWithout(fitting, heldOut));
    return { heldOut, indices };
  });
  const measured = new Map<number, MeasuredImage>();
  let axes: Matrix | undefined;
  for await (const fold of selections) {
    await start;
    axes = await measureFold(fitting, fold, axes, measured);
  }
  return [...measured].sort(([a], [b]) => a - b).map(([, image]) => image);
}

/** Images, and the rows of the bank that has not seen them. */
interface Fold {
  readonly heldOut: Uint32Array;
  readonly indices: Uint32Array;
}

/**
 * Measures the images of one fold. Its part of the bank can be freed once it returns.
 *
 * @param measured the results so far, by image.
 * @returns the axes of the search, which serve the next fold as well.
 */
async function measureFold(
  { config, store, products, job }: Fitting,
  { heldOut, indices }: Fold,
  axes: Matrix | undefined,
  measured: Map<number, MeasuredImage>,
): Promise<Matrix | undefined> {
  const places = placesOfRows(config, store, indices);
  const scorer = await Scorer.build(await store.readRows(indices), config, products, {
    axes,
    places,
  });
  for (const image of heldOut) {
    throwIfCancelled(job.signal);
    measured.set(image, await scorer.measure(store.readImage(image)));
    const totalImages = store.images;
    job.onProgress?.({ phase: 'calibrate', doneImages: measured.size, totalImages });
  }
  return scorer.axes;
}
