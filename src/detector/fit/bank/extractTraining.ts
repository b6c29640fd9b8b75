import { randomProjection } from '../../../core/coreset/index.ts';
import type { FitConfig } from '../../../config/index.ts';
import type { Thumbnail } from '../../../core/copies/index.ts';
import type { ImageView } from '../../../core/image/index.ts';
import { Random } from '../../../core/random/index.ts';
import { throwIfCancelled } from '../../../errors/index.ts';
import { collectGarbage } from '../../../garbage.ts';
import { distinctOf, findCopies } from '../../images/copies.ts';
import type { ImageSources } from '../../images/Images.ts';
import { extractAll } from '../../features/extractAll.ts';
import type { ExtractedFeatures } from '../../features/ExtractedImage.ts';
import type { FeatureStore, PartKind } from './FeatureStore.ts';
import type { TrainingPatches } from './Fitting.ts';
import type { FitJob } from '../FitJob.ts';
import type { Pipeline } from '../../features/Pipeline.ts';
import { placedPoints, placesOfRows } from './placesOfRows.ts';
import { ProjectedRows, type RowMemory } from './ProjectedRows.ts';
import { allRows } from './selectCoreset.ts';

/** Training images, and what selecting among the patches of the distinct ones needs. */
export interface Training {
  /** For each image, the first one that shows the same, possibly itself; see `findCopies`. */
  readonly firsts: readonly number[];
  /** The distinct images, whose patches these are, in this order. */
  readonly distinct: readonly number[];
  /** Path of each image, or null if it did not come from a file. */
  readonly paths: readonly (string | null)[];
  /** Hash of each image's pixels. */
  readonly hashes: readonly string[];
  /** The part of each image that the network saw. */
  readonly views: readonly ImageView[];
  readonly patches: TrainingPatches;
}

/** The room that training images take, as far as is known. */
export interface TrainingRoom {
  /** Number of images: for the progress, and to allocate room at once. */
  readonly totalImages?: number | undefined;
  /** Memory of the projected rows; the points of an earlier shard in it are overwritten. */
  readonly memory?: RowMemory;
}

/**
 * Extracts the patch features of training images and of their changed copies into a store and projects
 * them. An image that shows the same as an earlier one is dropped again.
 *
 * @throws NominalError of an image that cannot be read, `OUTPUT_FAILED` or `CANCELLED`.
 */
export async function extractTraining(
  sources: ImageSources,
  store: FeatureStore,
  config: FitConfig,
  pipeline: Pipeline,
  job: FitJob,
  { totalImages, memory }: TrainingRoom = {},
): Promise<Training> {
  const { products } = pipeline;
  const random = new Random(config.seed);
  const projection = randomProjection(store.columns, config.projectionDimension, random);
  const projected = new ProjectedRows(projection, store.columns, products.product, memory);
  const paths: (string | null)[] = [];
  const hashes: string[] = [];
  const thumbnails: Thumbnail[] = [];
  const views: ImageView[] = [];
  for await (const image of extractAll(sources, pipeline, job.signal)) {
    let kind: PartKind = 'first';
    const append = async (part: ExtractedFeatures): Promise<void> => {
      await store.append(part, kind);
      // The number of rows of all images is estimated from the first.
      const perImage = store.images === 1 ? 0 : store.rows / store.images;
      await projected.append(part.features, Math.ceil((totalImages ?? 0) * perImage));
      collectGarbage(part.features.data.byteLength);
    };
    for await (const part of image.parts) {
      await append(part);
      kind = 'further';
    }
    kind = 'copy';
    for await (const part of image.copies) {
      throwIfCancelled(job.signal);
      await append(part);
    }
    paths.push(image.path);
    hashes.push(image.sha256);
    thumbnails.push(image.thumbnail);
    views.push(image.view);
    for (const warning of image.warnings) job.onWarning?.(warning, image.path);
    const doneImages = paths.length;
    job.onProgress?.({ phase: 'extract', doneImages, totalImages: totalImages ?? doneImages });
  }
  const firsts = findCopies({ hashes, thumbnails });
  const distinct = distinctOf(firsts);
  const copies = new Set(firsts.keys());
  for (const image of distinct) copies.delete(image);
  return {
    firsts,
    distinct,
    paths,
    hashes,
    views,
    patches: {
      config,
      store,
      points: placedPoints(
        copies.size === 0 ? projected.finish() : projected.finish(store.drop(copies)),
        placesOfRows(config, store, allRows(store.rows)),
        config,
      ),
      products,
      threads: pipeline.runtime.threads,
      random,
      job,
    },
  };
}
