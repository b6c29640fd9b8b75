import { NominalError } from '../../../errors/index.ts';
import { calibrate } from '../calibrate/calibrate.ts';
import type { Fitting } from '../bank/Fitting.ts';
import { patchOutlierFactors, SCREENED_SHARE, withoutStrangest } from './screenPatches.ts';
import { withSelectingWorkers } from '../bank/withSelectingWorkers.ts';

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
  refuseEmptyFold(store.images, count, config.folds);
  const rows = withoutStrangest(await patchOutlierFactors(fitting), SCREENED_SHARE);
  const { calibration } = await withSelectingWorkers({ ...fitting, rows }, (own) => calibrate(own));
  const { imageScores } = calibration;
  return Array.from(imageScores.keys())
    .sort((a, b) => imageScores[b] - imageScores[a] || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** A fold that holds out every remaining image would have nothing to select a bank from. */
function refuseEmptyFold(images: number, leftOut: number, folds: number): void {
  const largestFold = Math.ceil(images / Math.min(folds, images));
  if (images - leftOut > largestFold) return;
  throw new NominalError('TOO_FEW_IMAGES', {
    what: `too few of ${images} images remain without the strangest`,
    expected: `at least ${largestFold + 1}`,
    received: String(images - leftOut),
    remedy: 'Add images of good parts, or give a smaller --screen-images',
  });
}
