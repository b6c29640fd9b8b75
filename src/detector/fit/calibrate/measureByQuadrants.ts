import { type PatchPlaces, placesInScope } from '../../../core/patches/index.ts';
import { Grid } from '../../../core/tensor/index.ts';
import { NominalError, throwIfCancelled } from '../../../errors/index.ts';
import { joinParts } from '../../features/ExtractedImage.ts';
import type { Fitting } from '../bank/Fitting.ts';
import { placesOfRows } from '../bank/placesOfRows.ts';
import { type MeasuredImage, Scorer } from '../../scoring/Scorer.ts';
import { allRows, selectCoreset } from '../bank/selectCoreset.ts';

/**
 * Measures the only image of a model: its quadrants serve as folds, each measured by a bank of the other
 * three. Anything that occurs in one quadrant alone scores high, so the threshold tends to be too high;
 * the model records that it rests on a single image.
 *
 * @throws NominalError `TOO_FEW_IMAGES` if the image is a single patch, or `CANCELLED`.
 */
export async function measureByQuadrants(fitting: Fitting): Promise<MeasuredImage> {
  const { config, store, rows: kept, products, job } = fitting;
  const image = await joinParts(store.readImage(0));
  const { grid } = image;
  const inBank = kept === null ? null : new Set(kept);
  const scores = new Float32Array(grid.height * grid.width);
  let highest = Number.NEGATIVE_INFINITY;
  let density = 1;
  for (const { top, bottom, left, right } of quadrantsOf(grid.height, grid.width)) {
    throwIfCancelled(job.signal);
    const scope = new Uint8Array(scores.length);
    for (let y = top; y < bottom; y++) scope.fill(1, y * grid.width + left, y * grid.width + right);
    const { rows: own, places } = placesInScope(image, scope);
    if (own?.length === 0) continue;
    const others = allRows(store.rows).filter(
      (row) => scope[store.locate(row).patch] === 0 && (inBank?.has(row) ?? true),
    );
    if (others.length === 0) throw tooSmall();
    const { indices } = await selectCoreset(fitting, others);
    const known = { places: placesOfRows(config, store, indices) };
    const scorer = await Scorer.build(await store.readRows(indices), config, products, known);
    const features = own === null ? image.features : image.features.gather(own);
    const measured = await scorer.measure([{ ...image, ...places, features }]);
    for (const [cell, score] of measured.patchScores.data.entries()) {
      if (scope[cell] === 0) continue;
      scores[cell] = score;
      if (score > highest) ({ density } = measured);
      highest = Math.max(highest, score);
    }
  }
  job.onProgress?.({ phase: 'calibrate', doneImages: 1, totalImages: 1 });
  return {
    patchScores: new Grid(grid.height, grid.width, scores),
    scope: scopeOf(image),
    zones: image.zones,
    density,
    input: image.input,
  };
}

/** By cell, 1 where the image has a patch; null if every cell has one. */
function scopeOf({ grid, cells }: PatchPlaces): Uint8Array | null {
  if (cells === null) return null;
  const scope = new Uint8Array(grid.height * grid.width);
  for (const cell of cells) scope[cell] = 1;
  return scope.includes(0) ? scope : null;
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
    what: 'a threshold cannot be set from one image of a single patch',
    expected: 'more images, or a larger network input',
    received: '1 patch',
  });
}
