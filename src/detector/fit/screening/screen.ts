import {
  checkOptions,
  type FitConfig,
  type FitOptions,
  resolveFitConfig,
  resolveRuntimeConfig,
  type RuntimeConfig,
} from '../../../config/index.ts';
import { MapRarity } from '../../../core/calibration/index.ts';
import type { ImageView } from '../../../core/image/index.ts';
import { highestValue } from '../../../core/scoring/index.ts';
import { median } from '../../../core/metrics/index.ts';
import type { Grid } from '../../../core/tensor/index.ts';
import type { DepthRange } from '../../../image/index.ts';
import type { TrainingImage } from '../../../model/index.ts';
import { balanceEnsemble } from '../framing/balanceEnsemble.ts';
import { calibrate } from '../calibrate/calibrate.ts';
import { copiesAmong } from '../../images/copies.ts';
import { extractTraining } from '../bank/extractTraining.ts';
import { FeatureStore } from '../bank/FeatureStore.ts';
import { refuseTooFew } from '../refusals.ts';
import { type FitJob, fitJobOptions } from '../FitJob.ts';
import { type Images, type ImageSources, withImages } from '../../images/Images.ts';
import { nameImages } from '../../images/nameImages.ts';
import { Pipeline } from '../../features/Pipeline.ts';
import { settleFraming } from '../framing/settleFraming.ts';
import { patchOutlierFactors, SCREENED_SHARE, withoutStrangest } from './screenPatches.ts';

/** How strange one image is among the others. */
export interface ScreenedImage extends TrainingImage {
  /** Image score by a bank of the other images, without their own strangest patches. */
  readonly imageScore: number;
  /** Image score divided by the median of all images. */
  readonly timesMedian: number;
  /** Largest local outlier factor of its patches; about 1 is ordinary. */
  readonly largestOutlierFactor: number;
  /** Share of its patches that are among the strangest of all images. */
  readonly strangeShare: number;
  /** Anomaly map of the network's input, as rarity in decades. */
  readonly rarityMap: Grid;
  /**
   * The rarities at which the colors of all overlays of one screening start and end: the highest of the
   * image in the middle, so that every stranger one shows where it is strange, and that of the strangest.
   */
  readonly colorScale: { readonly zeroAt: number; readonly fullAt: number };
  /** The part of the image that the network saw. */
  readonly view: ImageView;
  /** How 16-bit values are reduced to 8 bits, as for a fit; null for images of 8 bits. */
  readonly depthRange: DepthRange | null;
  /** The figures that `JSON.stringify` writes and the command line prints, without maps. */
  readonly toJSON: () => ScreenedJson;
}

/** A screened image as JSON. */
export interface ScreenedJson extends Omit<
  ScreenedImage,
  'rarityMap' | 'colorScale' | 'view' | 'toJSON'
> {
  /** The highest value of its map. */
  readonly peak: number;
  /** The part of its plane that was inspected, in pixels. */
  readonly inspected: ImageView['sourceBox'];
}

/**
 * Ranks good images by how strange they are among themselves, to find those that do not belong before a
 * fit. Each is scored by a bank that has not seen it, from which the strangest patches of all are left
 * out so that one defect does not hide another. Copies of an image, which would hide it, are left out.
 *
 * @returns the strangest first.
 * @throws NominalError as `fit` does.
 */
export async function screen(
  images: Images,
  options: FitOptions = {},
  job: FitJob = {},
): Promise<readonly ScreenedImage[]> {
  checkOptions(job, fitJobOptions, 'screen');
  const screenedShare = options.screen ?? SCREENED_SHARE;
  const given = resolveFitConfig({ ...options, screen: screenedShare });
  const runtime = resolveRuntimeConfig(job.runtime);
  return withImages(images, job.signal, (sources) => screenSources(sources, given, runtime, job));
}

async function screenSources(
  images: ImageSources,
  given: FitConfig,
  runtime: RuntimeConfig,
  job: FitJob,
): Promise<readonly ScreenedImage[]> {
  const settled = await settleFraming(images, given, runtime, job);
  const { framing } = settled;
  const balanced = await balanceEnsemble(settled.images, given, framing, runtime, job.signal);
  const { config } = balanced;
  const pipeline = await Pipeline.open(config, runtime, null, framing);
  const store = await FeatureStore.create(pipeline.backbone.dimension);
  try {
    const known = Array.isArray(images) ? images.length : undefined;
    const training = await extractTraining(balanced.images, store, config, pipeline, job, {
      totalImages: known,
    });
    const { patches } = training;
    refuseTooFew(store.images, 2);
    const factors = await patchOutlierFactors(patches);
    const rows = withoutStrangest(factors, config.screen);
    const maps: Grid[] = [];
    const { calibration } = await calibrate({ ...patches, rows }, (map) => maps.push(map));
    const rarity = new MapRarity(calibration.mapTails);
    const highest = maps.map((map) => rarity.of(highestValue(map)));
    const zeroAt = median(highest);
    // Maps of equal height would leave no scale.
    const colorScale = { zeroAt, fullAt: Math.max(zeroAt + 0.5, ...highest) };
    const ordinary = median([...calibration.imageScores]) || 1;
    const kept = new Set(rows);
    const named = nameImages(training.paths, training.hashes);
    job.onCopies?.(copiesAmong(named, training.firsts));
    return training.distinct
      .map((own, i) => {
        const image = named[own];
        const [start, end] = store.rowRange(i);
        const outliers = factors.subarray(start, end);
        let strange = 0;
        for (let row = start; row < end; row++) if (rows !== null && !kept.has(row)) strange++;
        const figures = {
          ...image,
          imageScore: calibration.imageScores[i],
          timesMedian: calibration.imageScores[i] / ordinary,
          largestOutlierFactor: outliers.reduce((a, b) => Math.max(a, b), 0),
          strangeShare: strange / outliers.length,
          depthRange: framing.depthRange,
        };
        const rarityMap = rarity.map(maps[i]);
        const view = training.views[own];
        const peak = Number(highest[i].toFixed(2));
        const toJSON = () => ({ ...figures, peak, inspected: view.sourceBox });
        return { ...figures, rarityMap, colorScale, view, toJSON };
      })
      .sort((a, b) => b.imageScore - a.imageScore);
  } finally {
    await store.close();
    await pipeline.close();
  }
}
