import { calibrate } from './calibrate.ts';
import type { Fitting } from './Fitting.ts';
import { patchOutlierFactors, SCREENED_SHARE, withoutStrangest } from './screenPatches.ts';
import { withSelectingWorkers } from './withSelectingWorkers.ts';

/**
 * The configured share of the training images that are strangest among themselves: those of the
 * highest image scores by banks that had not seen them, from which the strangest patches of all were
 * left out, lest one defect hide another. The same order as `screen` has.
 *
 * @returns indices, ascending.
 * @throws NominalError `CONFIG_INVALID` if the images do not share one patch grid, `CANCELLED`.
 */
export async function strangestImages(fitting: Fitting): Promise<readonly number[]> {
  const { config, store } = fitting;
  const rows = withoutStrangest(await patchOutlierFactors(fitting), SCREENED_SHARE);
  const { calibration } = await withSelectingWorkers({ ...fitting, rows }, (own) => calibrate(own));
  const { imageScores } = calibration;
  return Array.from(imageScores.keys())
    .sort((a, b) => imageScores[b] - imageScores[a] || a - b)
    .slice(0, Math.round(config.screenImages * store.images))
    .sort((a, b) => a - b);
}
