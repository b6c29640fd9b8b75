import type { PatchPlaces } from './PatchPlaces.ts';

/**
 * The rows whose cell is in scope, and their places.
 *
 * @param scope by cell of the patch grid, 0 = left out; null for all.
 * @returns `rows` in ascending order, null where all stay.
 */
export function placesInScope(
  places: PatchPlaces,
  scope: Uint8Array | null,
): { readonly rows: Uint32Array | null; readonly places: PatchPlaces } {
  if (scope === null) return { rows: null, places };
  const { grid, cells, weights } = places;
  const count = cells?.length ?? grid.height * grid.width;
  const rows = Uint32Array.from({ length: count }, (_, row) => row).filter(
    (row) => scope[cells === null ? row : cells[row]] !== 0,
  );
  if (rows.length === count) return { rows: null, places };
  return {
    rows,
    places: {
      grid,
      cells: cells === null ? rows : Uint32Array.from(rows, (row) => cells[row]),
      weights: weights === null ? null : Float32Array.from(rows, (row) => weights[row]),
    },
  };
}
