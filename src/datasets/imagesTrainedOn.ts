import { NominalError } from '../errors/index.ts';
import type { Dataset } from './Dataset.ts';
import { firstsByContent } from './files/firstsByContent.ts';

/**
 * Paths of the good test images whose bytes are those of a training image: figures of them are too good.
 *
 * @throws NominalError `DATASET_LAYOUT` for a file of which one copy is good and another defective, or
 *   `CANCELLED`.
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
      what: `of ${name}/${category}, one image is good and defective`,
      expected: 'each image in one of the two',
      received: `${paths[firsts[both]]} and ${paths[both]}, which are the same`,
      remedy: 'Remove the wrong one',
      details: { good: paths[firsts[both]], defective: paths[both] },
    });
  }
  return paths.slice(train.length, good).filter((_, i) => firsts[train.length + i] < train.length);
}
