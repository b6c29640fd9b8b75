import { Grid, type Matrix } from '../../../core/tensor/index.ts';
import { throwIfCancelled } from '../../../errors/index.ts';
import type { Fitting } from '../bank/Fitting.ts';
import { placesOfRows } from '../bank/placesOfRows.ts';
import { type MeasuredImage, Scorer } from '../../scoring/Scorer.ts';

/**
 * Measures every training image with the bank of all patches of all others: a full bank without the
 * image's own rows.
 *
 * The images are halved again and again; at each step, each half is searched in the other. On the way
 * down to one image, every other image is in a sibling half exactly once, so the smallest of its
 * distances is that to the nearest row of all others, at the cost of one search in the full bank.
 */
export async function measureLeavingOneOut(fitting: Fitting): Promise<readonly MeasuredImage[]> {
  const { images } = fitting.store;
  const nearest: (MeasuredImage | undefined)[] = Array.from({ length: images });
  let doneImages = 0;
  const halve = async (start: number, end: number, axes?: Matrix): Promise<void> => {
    if (end - start < 2) {
      const totalImages = images;
      fitting.job.onProgress?.({ phase: 'calibrate', doneImages: ++doneImages, totalImages });
      return;
    }
    const middle = (start + end) >> 1;
    const known = await searchOther(fitting, [start, middle], [middle, end], nearest, axes);
    await searchOther(fitting, [middle, end], [start, middle], nearest, known);
    await halve(start, middle, known);
    await halve(middle, end, known);
  };
  await halve(0, images);
  return nearest.filter((image) => image !== undefined);
}

type Range = readonly [start: number, end: number];

/** Searches the images of one range in the rows of another, and keeps the smaller distances. */
async function searchOther(
  { config, store, products, job }: Fitting,
  [start, end]: Range,
  [bankStart, bankEnd]: Range,
  nearest: (MeasuredImage | undefined)[],
  axes: Matrix | undefined,
): Promise<Matrix | undefined> {
  const [firstRow] = store.rowRange(bankStart);
  const [, endRow] = store.rowRange(bankEnd - 1);
  const rows = Uint32Array.from({ length: endRow - firstRow }, (_, i) => firstRow + i);
  const places = placesOfRows(config, store, rows);
  const bank = await store.readRows(rows);
  const scorer = await Scorer.build(bank, config, products, { axes, places });
  for (let image = start; image < end; image++) {
    throwIfCancelled(job.signal);
    const measured = await scorer.measure(store.readImage(image));
    const { scope, zones, density, input } = measured;
    const scores = lesser(measured.patchScores, nearest[image]?.patchScores);
    nearest[image] = { patchScores: scores, scope, zones, density, input };
  }
  return scorer.axes;
}

function lesser(scores: Grid, others: Grid | undefined): Grid {
  if (others === undefined) return scores;
  const data = scores.data.map((score, i) => Math.min(score, others.data[i]));
  return new Grid(scores.height, scores.width, data);
}
