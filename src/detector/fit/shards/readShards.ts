import { Runs } from '../../../async/index.ts';
import type { FitConfig } from '../../../config/index.ts';
import { collectNow } from '../../../garbage.ts';
import type { Pipeline } from '../../features/Pipeline.ts';
import type { ImageSources } from '../../images/Images.ts';
import { extractTraining, type Training, type TrainingRoom } from '../bank/extractTraining.ts';
import { FeatureStore } from '../bank/FeatureStore.ts';
import type { Fitting } from '../bank/Fitting.ts';
import type { FitJob } from '../FitJob.ts';
import { refuseTooFew } from '../refusals.ts';
import { screenedFitting } from '../screening/screenPatches.ts';

/** Training images that are fitted from at once. */
export interface Shard {
  readonly training: Training;
  readonly fitting: Fitting;
  /** Whether it holds the last of the images. */
  readonly isLast: boolean;
}

/**
 * Extracts training images shard by shard. The features of a shard are freed when the next one is
 * requested, and the network, which may be the largest thing in memory, once all images are extracted.
 *
 * @throws NominalError of an image that cannot be read, `TOO_FEW_IMAGES`, `OUTPUT_FAILED` or `CANCELLED`.
 */
export async function* readShards(
  sources: ImageSources,
  config: FitConfig,
  pipeline: Pipeline,
  job: FitJob,
): AsyncGenerator<Shard> {
  const { backbone } = pipeline;
  const known = Array.isArray(sources) ? sources.length : undefined;
  const room: TrainingRoom = {
    totalImages: known === undefined ? undefined : Math.min(known, config.shardImages),
    memory: { data: new Float32Array(0) },
  };
  const runs = new Runs(sources);
  let images = 0;
  let distinctImages = 0;
  try {
    for (let isLast = false; !isLast;) {
      const store = await FeatureStore.create(backbone.dimension);
      try {
        const run = runs.take(config.shardImages);
        const further = progressAfter(images, job, known);
        const training = await extractTraining(run, store, config, pipeline, further, room);
        images += training.paths.length;
        distinctImages += training.distinct.length;
        // A single image has no second one with a patch at the same place.
        refuseTooFew(distinctImages, config.positionRadius === null ? 1 : 2);
        isLast = !(await runs.hasMore());
        if (isLast) {
          await backbone.close();
          collectNow();
        }
        yield { training, fitting: await screenedFitting(training.patches), isLast };
      } finally {
        await store.close();
      }
    }
  } finally {
    await runs.close();
  }
}

/** Numbers the images of a later shard after those of the shards before it. */
function progressAfter(images: number, job: FitJob, known: number | undefined): FitJob {
  return {
    ...job,
    onProgress: (progress) => {
      if (progress.phase !== 'extract') return job.onProgress?.(progress);
      const doneImages = images + progress.doneImages;
      job.onProgress?.({ phase: 'extract', doneImages, totalImages: known ?? doneImages });
    },
  };
}
