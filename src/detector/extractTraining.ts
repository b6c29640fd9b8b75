import { randomProjection } from '../core/coreset/index.ts';
import type { FitConfig } from '../config/index.ts';
import type { Box } from '../core/image/index.ts';
import { Random } from '../core/random/index.ts';
import type { ImageSource } from '../image/index.ts';
import { extractAll } from './extractAll.ts';
import type { FeatureStore } from './FeatureStore.ts';
import type { FitJob, Fitting } from './Fitting.ts';
import type { Pipeline } from './Pipeline.ts';
import { ProjectedRows } from './ProjectedRows.ts';

/** Training images with all that is needed to select among their patches. */
export interface Training {
  /** Path of each image, or null if it did not come from a file. */
  readonly paths: readonly (string | null)[];
  /** Hash of each image's pixels. */
  readonly hashes: readonly string[];
  /** What the network saw of each image, in pixels of the image. */
  readonly sourceBoxes: readonly Box[];
  readonly fitting: Fitting;
}

/**
 * Extracts the patch features of training images into a store and projects them.
 *
 * @param totalImages how many there are, as far as is known: for the progress, and to make room at once.
 * @throws NominalError of an image that cannot be read, `OUTPUT_FAILED` or `CANCELLED`.
 */
export async function extractTraining(
  sources: Iterable<ImageSource> | AsyncIterable<ImageSource>,
  store: FeatureStore,
  config: FitConfig,
  pipeline: Pipeline,
  job: FitJob,
  totalImages?: number,
): Promise<Training> {
  const { products, backbone } = pipeline;
  const random = new Random(config.seed);
  const projection = randomProjection(backbone.dimension, config.projectionDimension, random);
  const projected = new ProjectedRows(projection, backbone.dimension, products.product);
  const paths: (string | null)[] = [];
  const hashes: string[] = [];
  const sourceBoxes: Box[] = [];
  for await (const image of extractAll(sources, pipeline, job.signal)) {
    await store.append(image);
    await projected.append(image.features, (totalImages ?? 0) * image.features.rows);
    paths.push(image.path);
    hashes.push(image.sha256);
    sourceBoxes.push(image.sourceBox);
    const doneImages = store.images;
    job.onProgress?.({ phase: 'extract', doneImages, totalImages: totalImages ?? doneImages });
  }
  const points = projected.finish();
  return {
    paths,
    hashes,
    sourceBoxes,
    fitting: { config, store, points, rows: null, products, random, job },
  };
}
