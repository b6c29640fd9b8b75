import type { BankPlaces } from '../../../core/neighbors/index.ts';
import { collectGarbage, collectNow } from '../../../garbage.ts';
import { type MeasuredImage, Scorer } from '../../scoring/Scorer.ts';
import type { TrainingPatches } from '../bank/Fitting.ts';
import { measureOnThreads } from './measureOnThreads.ts';

/**
 * Pairs of a patch and a bank row from which it is worth it to start threads: each takes a fifth of a second
 * and holds the bank.
 */
const PAIRS_FOR_THREADS = 2e9;

/** A bank for each training image, all of them parts of one. */
export interface BanksOfImages {
  /** The rows of all these banks, as rows of the store. */
  readonly rows: Uint32Array;
  readonly places: BankPlaces | null;
  /** Which of these rows the bank of an image lacks. */
  readonly leftOut: (image: number) => Uint32Array;
}

/**
 * Measures every training image with its bank, in order. One search serves all of them, or one a thread
 * where there is much to measure; the scores are the same.
 *
 * @param pairsForThreads pairs of a patch and a bank row from which threads are started.
 */
export async function* measureImages(
  {
    config,
    store,
    products,
    threads,
  }: Pick<TrainingPatches, 'config' | 'store' | 'products' | 'threads'>,
  { rows, places, leftOut }: BanksOfImages,
  pairsForThreads = PAIRS_FOR_THREADS,
): AsyncGenerator<MeasuredImage> {
  const images = Array.from({ length: store.images }, (_, image) => image);
  const filed = threads > 1 && rows.length * store.rows >= pairsForThreads ? store.filed() : null;
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
