import { Grid } from '../core/tensor/index.ts';
import { NominalError, throwIfCancelled } from '../errors/index.ts';
import type { Fitting } from './Fitting.ts';
import { type MeasuredImage, Scorer } from './Scorer.ts';
import { selectCoreset } from './selectCoreset.ts';

/**
 * Measures the one image of a model that has no other: its quadrants take the place of folds, each
 * measured by a bank of the other three. What lies in one quadrant alone scores high, so a threshold
 * from this lies rather too high; it rests on a single image and says so.
 *
 * @throws NominalError `TOO_FEW_IMAGES` if the image is a single patch, or `CANCELLED`.
 */
export async function measureByQuadrants(fitting: Fitting): Promise<MeasuredImage> {
  const { config, store, rows: kept, products, job } = fitting;
  const { grid, input } = await store.readImage(0);
  const inBank = kept === null ? null : new Set(kept);
  const scores = new Float32Array(grid.height * grid.width);
  let highest = Number.NEGATIVE_INFINITY;
  let density = 1;
  for (const { top, bottom, left, right } of quadrantsOf(grid.height, grid.width)) {
    throwIfCancelled(job.signal);
    const own: number[] = [];
    const others: number[] = [];
    for (let cell = 0; cell < grid.height * grid.width; cell++) {
      const [y, x] = [Math.floor(cell / grid.width), cell % grid.width];
      if (y >= top && y < bottom && x >= left && x < right) own.push(cell);
      else if (inBank?.has(cell) ?? true) others.push(cell);
    }
    if (own.length === 0) continue;
    if (others.length === 0) throw tooSmall();
    const { indices } = await selectCoreset(fitting, Uint32Array.from(others));
    const scorer = await Scorer.build(await store.readRows(indices), config, products);
    const measured = await scorer.measure({
      features: await store.readRows(Uint32Array.from(own)),
      grid: { height: bottom - top, width: right - left },
      input,
    });
    for (const [i, score] of measured.patchScores.data.entries()) {
      scores[own[i]] = score;
      if (score > highest) ({ density } = measured);
      highest = Math.max(highest, score);
    }
  }
  job.onProgress?.({ phase: 'calibrate', doneImages: 1, totalImages: 1 });
  return { patchScores: new Grid(grid.height, grid.width, scores), density, input };
}

function quadrantsOf(height: number, width: number) {
  const [middleY, middleX] = [height >> 1, width >> 1];
  const rows = [
    { top: 0, bottom: middleY },
    { top: middleY, bottom: height },
  ];
  const columns = [
    { left: 0, right: middleX },
    { left: middleX, right: width },
  ];
  return rows.flatMap((row) => columns.map((column) => ({ ...row, ...column })));
}

function tooSmall(): NominalError {
  return new NominalError('TOO_FEW_IMAGES', {
    what: 'one image of a single patch is too little to set a threshold from',
    expected: 'more images, or a larger network input',
    received: '1 patch',
  });
}
