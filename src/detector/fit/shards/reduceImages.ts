import type { RuntimeConfig } from '../../../config/index.ts';
import type { ImageWarning } from '../../../image/index.ts';
import type { JobOptions } from '../../../progress.ts';
import { extractTraining } from '../bank/extractTraining.ts';
import { FeatureStore } from '../bank/FeatureStore.ts';
import { screenedFitting } from '../screening/screenPatches.ts';
import { amongAllImages, type RecognizedShard, reduceShard } from './reduceShard.ts';
import { openPlanned, type ShardPlan } from './ShardPlan.ts';

/** A reduced shard of images, with the warnings of their decoding. */
export interface ReducedImages extends RecognizedShard {
  /** What was left out of which image; images are numbered within the shard. */
  readonly warnings: readonly { readonly warning: ImageWarning; readonly image: number }[];
}

/**
 * Works on one shard of a fit: extracts its images and reduces their patches to a coreset.
 *
 * @param shard its number, from 0.
 * @throws NominalError of an image or a network that cannot be read, `OUTPUT_FAILED` or `CANCELLED`.
 */
export async function reduceImages(
  plan: ShardPlan,
  shard: number,
  images: readonly string[],
  runtime: RuntimeConfig,
  job: JobOptions,
): Promise<ReducedImages> {
  const warnings: ReducedImages['warnings'][number][] = [];
  const onWarning = (warning: ImageWarning, path: string | null) => {
    warnings.push({ warning, image: images.indexOf(path ?? '') });
  };
  const pipeline = await openPlanned(plan, runtime);
  try {
    const store = await FeatureStore.create(pipeline.backbone.dimension);
    try {
      const training = await extractTraining(
        images,
        store,
        plan.config,
        pipeline,
        { ...job, onWarning },
        { totalImages: images.length },
      );
      const fitting = await screenedFitting(training.patches);
      const reduced = await reduceShard(fitting, shard, (doneRows, totalRows) =>
        job.onProgress?.({ phase: 'coreset', doneRows, totalRows }),
      );
      return { ...amongAllImages(reduced, training), warnings };
    } finally {
      await store.close();
    }
  } finally {
    await pipeline.close();
  }
}
