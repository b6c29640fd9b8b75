import { type CoresetSelection, coresetsWithout } from '../../../core/coreset/index.ts';
import type { BankPlaces } from '../../../core/neighbors/index.ts';
import { throwIfCancelled } from '../../../errors/index.ts';
import { collectGarbage, collectNow, freeArray } from '../../../garbage.ts';
import { type MeasuredImage, Scorer } from '../../scoring/Scorer.ts';
import type { Fitting } from '../bank/Fitting.ts';
import { placesOfRows } from '../bank/placesOfRows.ts';
import { measureOnThreads } from './measureOnThreads.ts';
import { allRows, refuseLargeBank } from '../bank/selectCoreset.ts';

/**
 * Pairs of a patch and a bank row from which it is worth it to start threads: each takes a fifth of a second
 * and holds the bank.
 */
const PAIRS_FOR_THREADS = 2e9;

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
  if (isLast) freeArray(fitting.points.data);
  const places = placesOfRows(config, store, banks.rows);
  const measured: MeasuredImage[] = [];
  progress(1 / 2);
  for await (const image of measureAll(fitting, { ...banks, places })) {
    measured.push(image);
    progress((1 + measured.length / totalImages) / 2);
  }
  return measured;
}

async function* measureAll(
  { config, store, products, threads }: Fitting,
  { rows, places, leftOut }: BanksWithout & { readonly places: BankPlaces | null },
): AsyncGenerator<MeasuredImage> {
  const images = Array.from({ length: store.images }, (_, image) => image);
  const filed = threads > 1 && rows.length * store.rows >= PAIRS_FOR_THREADS ? store.filed() : null;
  if (filed !== null) {
    const data = { config, file: filed.file, bank: filed.fileRows(rows), places };
    const requests = function* () {
      for (const image of images) yield { parts: filed.parts(image), without: leftOut(image) };
    };
    yield* measureOnThreads(data, requests(), threads);
    return;
  }
  // The bank may be the largest thing in memory, so it is read to where the search holds it.
  const scorer = await Scorer.build(store.unreadRows(rows), config, products, { places });
  // What building it took.
  collectNow();
  for (const image of images) {
    yield scorer.measure(store.readImage(image), leftOut(image));
    collectGarbage(4 * store.columns * (store.rows / store.images));
  }
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
