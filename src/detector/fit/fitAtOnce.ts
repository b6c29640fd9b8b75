import type { ImageView } from '../../core/image/index.ts';
import { copiesAmong } from '../images/copies.ts';
import { nameImages } from '../images/nameImages.ts';
import type { Fitting } from './bank/Fitting.ts';
import { rowsWithout } from './bank/selectCoreset.ts';
import { calibrateMeasured } from './calibrate/calibrate.ts';
import { selectAndMeasure } from './calibrate/selectAndMeasure.ts';
import type { BankOfImages, FittedBank } from './fitted.ts';
import { strangestImages } from './screening/strangestImages.ts';
import type { Shard } from './shards/readShards.ts';

/**
 * Fits from all images at once: selects the bank among all their patches and calibrates by cross-fitting,
 * without the strangest images if so configured.
 */
export async function fitAtOnce({ training, fitting }: Shard): Promise<BankOfImages> {
  const { distinct, firsts, paths, hashes, views } = training;
  const { kept, bank } = await fitKept(
    fitting,
    distinct.map((image) => views[image]),
  );
  const named = nameImages(paths, hashes);
  return {
    images: kept.map((image) => named[distinct[image]]),
    copies: copiesAmong(named, firsts),
    bank,
  };
}

/** A bank and its images, ascending: all except those screened out. */
interface KeptBank {
  readonly kept: readonly number[];
  /** Its images are numbered as in `kept`. */
  readonly bank: FittedBank;
}

async function fitKept(given: Fitting, views: readonly ImageView[]): Promise<KeptBank> {
  const { config, store } = given;
  const all = Array.from({ length: store.images }, (_, image) => image);
  if (config.screenImages === 0) return { kept: all, bank: await fitBank(given, all, views) };
  const leftOut = await strangestImages(given);
  const kept = all.filter((image) => !leftOut.includes(image));
  const rows = rowsWithout(given, leftOut);
  return { kept, bank: await fitBank({ ...given, rows }, kept, views) };
}

async function fitBank(
  fitting: Fitting,
  kept: readonly number[],
  views: readonly ImageView[],
): Promise<FittedBank> {
  const { selected, measured, method } = await selectAndMeasure(fitting);
  const own = kept.map((image) => measured[image]);
  return {
    ...selected,
    ...calibrateMeasured(
      own,
      method,
      fitting.config,
      kept.map((image) => views[image]),
    ),
    origins: selected.origins.map(({ image, patch }) => ({ image: kept.indexOf(image), patch })),
    calibrated: Array.from(kept.keys()),
  };
}
