import { type CoresetSelection, coresetsWithout } from '../../../core/coreset/index.ts';
import { throwIfCancelled } from '../../../errors/index.ts';
import { freeArray } from '../../../freeArray.ts';
import { collectNow } from '../../../garbage.ts';
import type { MeasuredImage } from '../../scoring/Scorer.ts';
import type { Fitting } from '../bank/Fitting.ts';
import { placesOfRows } from '../bank/placesOfRows.ts';
import { type BanksOfImages, measureImages } from './measureImages.ts';
import { allRows, refuseLargeBank } from '../bank/selectCoreset.ts';

/**
 * Measures every training image with a memory bank that has not seen it: the bank without the image's own
 * rows, completed by rows that the selection would have taken in their stead (decisions 104 and 106). All
 * these banks are parts of one, so one search serves all images.
 *
 * @param isLast whether the projected rows may be freed once the banks are known.
 */
export async function measureLeavingOneOut(
  fitting: Fitting,
  selection: CoresetSelection,
  isLast: boolean,
): Promise<readonly MeasuredImage[]> {
  const { config, store, job } = fitting;
  const totalImages = store.images;
  const progress = (share: number) => {
    throwIfCancelled(job.signal);
    job.onProgress?.({
      phase: 'calibrate',
      doneImages: Math.floor(share * totalImages),
      totalImages,
    });
  };
  const banks = await banksWithout(fitting, selection, (share) => progress(share / 2));
  refuseLargeBank(banks.rows.length, store.columns);
  // The next search takes as much memory as the rows and the search before, which are garbage by now.
  if (isLast) {
    freeArray(fitting.points.data);
    collectNow();
  }
  const places = placesOfRows(config, store, banks.rows);
  const measured: MeasuredImage[] = [];
  progress(1 / 2);
  for await (const image of measureImages(fitting, { ...banks, places })) {
    measured.push(image);
    progress((1 + measured.length / totalImages) / 2);
  }
  return measured;
}

/** The banks of all others, for each image. */
type BanksWithout = Omit<BanksOfImages, 'places'>;

async function banksWithout(
  { store, points, rows, products }: Fitting,
  selection: CoresetSelection,
  onProgress: (share: number) => void,
): Promise<BanksWithout> {
  const groupOf = new Uint32Array(store.rows);
  for (let image = 0; image < store.images; image++) groupOf.fill(image, ...store.rowRange(image));
  const grouped = { points, groupOf, groups: store.images, rows: rows ?? allRows(store.rows) };
  const completions = await coresetsWithout(grouped, selection, products, (searched) =>
    onProgress(searched / grouped.rows.length),
  );
  const added = new Set(completions.flatMap((own) => [...own]));
  const every = Uint32Array.of(...selection.indices, ...added);
  return {
    rows: every,
    leftOut: (image) => {
      const own = new Set(completions[image]);
      return Uint32Array.from(every.keys()).filter((i) =>
        i < selection.indices.length ? groupOf[every[i]] === image : !own.has(every[i]),
      );
    },
  };
}
