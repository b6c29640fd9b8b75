import { NominalError } from '../errors/index.ts';
import { readImageHeader } from '../image/index.ts';
import type { JobOptions } from '../progress.ts';
import { inParallel } from '../async/index.ts';
import type { Dataset } from './Dataset.ts';
import { firstsByContent } from './files/firstsByContent.ts';
import { readMask } from './masks/readMask.ts';

/** Files read at once: decoding a mask takes a thread, waiting for a disk none. */
const AT_ONCE = 4;

/**
 * Proves that a category can be measured. Call it before the category is fitted, and for all
 * categories before the first of them is.
 *
 * @throws NominalError TOO_FEW_IMAGES if it has no good or no defective test image.
 */
export function requireTests({ name, category, testGood, testDefective }: Dataset): void {
  if (testGood.length > 0 && testDefective.length > 0) return;
  throw new NominalError('TOO_FEW_IMAGES', {
    what: `${name}/${category} cannot be evaluated`,
    expected: 'good and defective test images',
    received: `${testGood.length} good and ${testDefective.length} defective ones`,
    remedy: 'Add test images of both kinds, or leave the category out',
    details: { category, good: testGood.length, defective: testDefective.length },
  });
}

/**
 * Proves, before hours are spent on a fit, that the headers of the test images can be read and that
 * the masks fit their images. Masks are read whole, since their values decide what they mean.
 *
 * @throws NominalError INPUT_NOT_FOUND, IMAGE_UNREADABLE, IMAGE_UNSUPPORTED or DATASET_LAYOUT that
 *   names the file, or CANCELLED.
 */
export async function checkTests(
  datasets: Iterable<Dataset>,
  { signal, onProgress }: JobOptions = {},
): Promise<void> {
  const samples = [...datasets].flatMap(({ testGood, testDefective }) => [
    ...testGood,
    ...testDefective,
  ]);
  let doneImages = 0;
  await inParallel(samples, AT_ONCE, signal, async ({ path, mask }) => {
    const header = await readImageHeader(path);
    if (mask !== null) await readMask(mask, header);
    onProgress?.({ phase: 'check', doneImages: ++doneImages, totalImages: samples.length });
  });
}

/**
 * Paths of the good test images that are byte for byte a training image: figures measured on them
 * are too good.
 *
 * @throws NominalError DATASET_LAYOUT if one copy of a file is good and another defective, or CANCELLED.
 */
export async function imagesTrainedOn(
  { train, testGood, testDefective, name, category }: Dataset,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const paths = [...train, ...testGood, ...testDefective].map(({ path }) => path);
  const firsts = await firstsByContent(paths, signal);
  const good = train.length + testGood.length;
  const both = firsts.findIndex((first, i) => i >= good && first < good);
  if (both >= 0) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `in ${name}/${category}, one image is both good and defective`,
      expected: 'each image to be one of the two',
      received: `${paths[firsts[both]]} and ${paths[both]}, which are the same`,
      remedy: 'Remove the wrong one',
      details: { good: paths[firsts[both]], defective: paths[both] },
    });
  }
  return paths.slice(train.length, good).filter((_, i) => firsts[train.length + i] < train.length);
}
