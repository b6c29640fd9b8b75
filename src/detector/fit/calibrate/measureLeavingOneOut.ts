import { type CoresetSelection, coresetsWithout } from '../../../core/coreset/index.ts';
import { throwIfCancelled } from '../../../errors/index.ts';
import { type MeasuredImage, Scorer } from '../../scoring/Scorer.ts';
import type { Fitting } from '../bank/Fitting.ts';
import { placesOfRows } from '../bank/placesOfRows.ts';
import { allRows, refuseLargeBank } from '../bank/selectCoreset.ts';

/**
 * Measures every training image with a memory bank that has not seen it: the bank without the image's own
 * rows, completed by rows that the selection would have taken in their stead (decisions 104 and 106). All
 * these banks are parts of one, so one search serves all images.
 */
export async function measureLeavingOneOut(
  fitting: Fitting,
  selection: CoresetSelection,
): Promise<readonly MeasuredImage[]> {
  const { config, store, products, job } = fitting;
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
  const places = placesOfRows(config, store, banks.rows);
  // The bank may be the largest thing in memory, so it is read to where the search holds it.
  const scorer = await Scorer.build(store.unreadRows(banks.rows), config, products, { places });
  const measured: MeasuredImage[] = [];
  for (let image = 0; image < totalImages; image++) {
    progress((1 + image / totalImages) / 2);
    measured.push(await scorer.measure(store.readImage(image), banks.leftOut(image)));
  }
  progress(1);
  return measured;
}

/** The banks of all others, for each image. */
interface BanksWithout {
  /** The rows of all these banks, as rows of the store. */
  readonly rows: Uint32Array;
  /** Which of these rows the bank without an image lacks. */
  readonly leftOut: (image: number) => Uint32Array;
}

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
