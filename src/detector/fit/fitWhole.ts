import { calibrateMeasured } from './calibrate/calibrate.ts';
import type { Fitting } from './bank/Fitting.ts';
import { rowsWithout } from './bank/selectCoreset.ts';
import { selectAndMeasure } from './calibrate/selectAndMeasure.ts';
import type { FittedBank } from './fitted.ts';
import { strangestImages } from './screening/strangestImages.ts';

/** What is fitted from images that are all at hand. */
export interface WholeFit {
  /** Indices of the images that were learned from, ascending: all but those screened out. */
  readonly kept: readonly number[];
  /** Its images are numbered as in `kept`. */
  readonly bank: FittedBank;
}

/**
 * Selects the bank among the patches of all images and calibrates by cross-fitting; where wished,
 * without the strangest images.
 */
export async function fitWhole(given: Fitting): Promise<WholeFit> {
  const { config, store } = given;
  const all = Array.from({ length: store.images }, (_, image) => image);
  if (config.screenImages === 0) return { kept: all, bank: await fitBank(given, all) };
  const leftOut = await strangestImages(given);
  const kept = all.filter((image) => !leftOut.includes(image));
  return { kept, bank: await fitBank({ ...given, rows: rowsWithout(given, leftOut) }, kept) };
}

async function fitBank(fitting: Fitting, kept: readonly number[]): Promise<FittedBank> {
  const { selected, measured, method } = await selectAndMeasure(fitting);
  const own = kept.map((image) => measured[image]);
  return {
    ...selected,
    ...calibrateMeasured(own, method, fitting.config),
    origins: selected.origins.map(({ image, patch }) => ({
      image: kept.indexOf(image),
      patch,
    })),
    calibrated: Array.from(kept.keys()),
  };
}
