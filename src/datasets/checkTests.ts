import { readImageHeader } from '../image/index.ts';
import type { JobOptions } from '../progress.ts';
import { sideBySide } from '../sideBySide.ts';
import type { Dataset } from './Dataset.ts';
import { readMask } from './masks/readMask.ts';

/** Files read at once: decoding a mask takes a thread, waiting for a disk none. */
const AT_ONCE = 4;

/**
 * Proves, before hours are spent on a fit, that test images can be read by their headers and that what
 * marks their defects fits them: masks are read whole, as their values decide what they mean.
 *
 * @throws NominalError INPUT_NOT_FOUND, IMAGE_UNREADABLE, IMAGE_UNSUPPORTED or DATASET_LAYOUT that names the
 *   file, or CANCELLED.
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
  await sideBySide(samples, AT_ONCE, signal, async ({ path, mask }) => {
    const header = await readImageHeader(path);
    if (mask !== null) await readMask(mask, header);
    onProgress?.({ phase: 'check', doneImages: ++doneImages, totalImages: samples.length });
  });
}
