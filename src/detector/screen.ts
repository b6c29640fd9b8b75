import { type FitOptions, resolveFitConfig, resolveRuntimeConfig } from '../config/index.ts';
import { MapRarity } from '../core/calibration/index.ts';
import type { ImageView } from '../core/image/index.ts';
import { median } from '../core/metrics/index.ts';
import type { Grid } from '../core/tensor/index.ts';
import type { DepthRange, ImageSource } from '../image/index.ts';
import type { TrainingImage } from '../model/index.ts';
import { balanceEnsemble } from './balanceEnsemble.ts';
import { calibrate } from './calibrate.ts';
import { copiesAmong } from './findCopies.ts';
import { extractTraining } from './extractTraining.ts';
import { FeatureStore } from './FeatureStore.ts';
import { refuseTooFew } from './fit.ts';
import type { FitJob } from './Fitting.ts';
import { nameImages } from './nameImages.ts';
import { Pipeline } from './Pipeline.ts';
import { settleFraming } from './settleFraming.ts';
import { withSelectingWorkers } from './withSelectingWorkers.ts';
import { patchOutlierFactors, SCREENED_SHARE, withoutStrangest } from './screenPatches.ts';

/** How strange one image is among the others. */
export interface ScreenedImage extends TrainingImage {
  /** Image score by a bank of the other images, without their own strangest patches. */
  readonly imageScore: number;
  /** The same in units of the median of all images. */
  readonly timesMedian: number;
  /** Largest local outlier factor of its patches; about 1 is ordinary. */
  readonly largestOutlierFactor: number;
  /** Share of its patches that are among the strangest of all images. */
  readonly strangeShare: number;
  /** Anomaly map of the network's input, as rarity in decades. */
  readonly rarityMap: Grid;
  /** What the network saw of it. */
  readonly view: ImageView;
  /** How 16-bit values became 8 bits, as for a fit; null for images of 8 bits. */
  readonly depthRange: DepthRange | null;
}

/**
 * Ranks good images by how strange they are among themselves: before a fit, to find what does not
 * belong. Each is scored by a bank of others that had not seen it, from which the strangest patches of
 * all were left out, lest one defect hide another. Copies of an image, which would hide it, are left out.
 *
 * @returns the strangest first.
 * @throws NominalError as `fit` does.
 */
export async function screen(
  images: Iterable<ImageSource> | AsyncIterable<ImageSource>,
  options: FitOptions = {},
  job: FitJob = {},
): Promise<readonly ScreenedImage[]> {
  const screenedShare = options.screen ?? SCREENED_SHARE;
  // Strange is strange in one bank, too: several would rank the same images at twice the cost.
  const given = resolveFitConfig({ ...options, ensemble: 'concatenate', screen: screenedShare });
  const runtime = resolveRuntimeConfig(job.runtime);
  const settled = await settleFraming(images, given, runtime, job);
  const { framing } = settled;
  const balanced = await balanceEnsemble(settled.images, given, framing, runtime, job.signal);
  const { config } = balanced;
  const pipeline = await Pipeline.open(config, runtime, null, framing);
  const store = await FeatureStore.create(pipeline.backbone.dimension);
  try {
    const known = Array.isArray(images) ? images.length : undefined;
    const training = await extractTraining(balanced.images, [store], config, pipeline, job, known);
    const [fitting] = training.fittings;
    refuseTooFew(store.images, 2);
    const factors = await patchOutlierFactors(fitting);
    const rows = withoutStrangest(factors, config.screen);
    const maps: Grid[] = [];
    const { calibration } = await withSelectingWorkers({ ...fitting, rows }, (own) =>
      calibrate(own, (map) => maps.push(map)),
    );
    const rarity = new MapRarity(calibration.mapTails);
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
        return {
          ...image,
          imageScore: calibration.imageScores[i],
          timesMedian: calibration.imageScores[i] / ordinary,
          largestOutlierFactor: outliers.reduce((a, b) => Math.max(a, b), 0),
          strangeShare: strange / outliers.length,
          rarityMap: rarity.map(maps[i]),
          view: training.views[own],
          depthRange: framing.depthRange,
        };
      })
      .sort((a, b) => b.imageScore - a.imageScore);
  } finally {
    await store.close();
    await pipeline.close();
  }
}
