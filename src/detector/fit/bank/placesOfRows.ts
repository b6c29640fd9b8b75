import type { FitConfig } from '../../../config/index.ts';
import { placePoints } from '../../../core/coreset/index.ts';
import type { BankPlaces } from '../../../core/neighbors/index.ts';
import type { Matrix } from '../../../core/tensor/index.ts';
import { NominalError } from '../../../errors/index.ts';
import type { FeatureStore } from './FeatureStore.ts';

/**
 * Where rows of a store were on the patch grid that all its images share, for a bank whose rows match
 * only near their own place; null if rows match anywhere.
 *
 * @throws NominalError `CONFIG_INVALID` if the images do not share one grid.
 */
export function placesOfRows(
  { positionRadius }: FitConfig,
  store: FeatureStore,
  rows: Uint32Array,
): BankPlaces | null {
  if (positionRadius === null) return null;
  const { grid } = store;
  if (grid === null) throw severalGrids();
  return { grid, cells: Uint32Array.from(rows, (row) => store.locate(row).patch) };
}

/** Points to select a bank from, with their places if rows match only near their own place. */
export function placedPoints(
  points: Matrix,
  places: BankPlaces | null,
  { positionRadius }: FitConfig,
): Matrix {
  return places === null || positionRadius === null
    ? points
    : placePoints(points, places, positionRadius);
}

/** The error for images that have no places in common. */
export function severalGrids(): NominalError {
  return new NominalError('CONFIG_INVALID', {
    what: 'images whose network inputs differ in size have no places in common',
    expected: 'images of one size, with --position-radius',
    remedy: 'Resize to a fixed HEIGHTxWIDTH, or leave out --position-radius',
  });
}
