import { NominalError } from '../../../errors/index.ts';
import { calibrate } from '../calibrate/calibrate.ts';
import type { Fitting } from '../bank/Fitting.ts';
import { patchOutlierFactors, SCREENED_SHARE, withoutStrangest } from './screenPatches.ts';

/**
 * The configured share of the training images that are strangest among themselves: those with the highest
 * image scores, in the order of `screen`. The banks have not seen the images that they score, nor the
 * strangest patches of all, so that one defect does not hide another.
 *
 * @returns indices, ascending.
 * @throws NominalError `TOO_FEW_IMAGES` if too few would remain, `CONFIG_INVALID` if the images do not
 *   share one patch grid, `CANCELLED`.
 */
export async function strangestImages(fitting: Fitting): Promise<readonly number[]> {
  const { config, store } = fitting;
  const count = Math.round(config.screenImages * store.images);
  refuseTooFewLeft(store.images, count);
  const rows = withoutStrangest(await patchOutlierFactors(fitting), SCREENED_SHARE);
  const { calibration } = await calibrate({ ...fitting, rows });
  const { imageScores } = calibration;
  return Array.from(imageScores.keys())
    .sort((a, b) => imageScores[b] - imageScores[a] || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** Each image that remains is measured by a bank of the others. */
const MIN_LEFT = 2;

function refuseTooFewLeft(images: number, leftOut: number): void {
  if (images - leftOut >= MIN_LEFT) return;
  throw new NominalError('TOO_FEW_IMAGES', {
    reason: 'tooFewWithoutStrangest',
    what: `too few of ${images} images remain without the strangest`,
    expected: `at least ${MIN_LEFT}`,
    received: String(images - leftOut),
    remedy: 'Add images of good parts, or give a smaller --screen-images',
    details: { images: images - leftOut, least: MIN_LEFT },
  });
}
