import type { Calibration } from '../model/index.ts';
import { throwIfCancelled } from './cancel.ts';
import type { Fitting } from './fit.ts';
import { Scorer } from './Scorer.ts';
import { selectCoreset } from './selectCoreset.ts';

/**
 * Scores every training image with a memory bank that has not seen it: the images are split at
 * random into folds, and each fold is scored by a bank selected, with the same settings, from all
 * others. (Leaving an image's rows out of the one thinned bank would be cheaper and biased: the
 * coreset keeps each image's extremes, so their absence leaves holes.)
 */
export async function calibrate(fitting: Fitting): Promise<Calibration> {
  const { config, store, product, random, job } = fitting;
  const folds = Math.min(config.folds, store.images);
  const order = random.permutation(store.images);
  const imageScores = new Float32Array(store.images);
  const mapMaxima = new Float32Array(store.images);
  let doneImages = 0;
  for (let fold = 0; fold < folds; fold++) {
    const heldOut = order.filter((_, i) => i % folds === fold);
    const { indices } = await selectCoreset(fitting, rowsWithout(fitting, heldOut));
    const scorer = await Scorer.build(await store.readRows(indices), config, product);
    for (const image of heldOut) {
      throwIfCancelled(job.signal);
      const { imageScore, map } = await scorer.score(await store.readImage(image));
      imageScores[image] = imageScore;
      mapMaxima[image] = map.data.reduce((a, b) => Math.max(a, b));
      doneImages++;
      job.onProgress?.({ phase: 'calibrate', doneImages, totalImages: store.images });
    }
  }
  return { imageScores, mapMaxima };
}

/** All rows but those of some images, ascending. */
function rowsWithout({ store }: Fitting, images: Uint32Array): Uint32Array {
  const without = new Set(images);
  const rows = new Uint32Array(store.rows);
  let count = 0;
  for (let image = 0; image < store.images; image++) {
    if (without.has(image)) continue;
    const [start, end] = store.rowRange(image);
    for (let row = start; row < end; row++) rows[count++] = row;
  }
  return rows.slice(0, count);
}
