/** The places of rows of patch features on the patch grid of their image. */
export interface PatchPlaces {
  /** Size of the patch grid of the whole image. */
  readonly grid: { readonly height: number; readonly width: number };
  /** Cell of each row, row-major; null if there is one row for each cell, in order. */
  readonly cells: Uint32Array | null;
  /** Weight of each row in the mean of its cell, > 0; null if all are 1. */
  readonly weights: Float32Array | null;
}

/** The cell that a row lies in. */
export function cellOf({ cells }: Pick<PatchPlaces, 'cells'>, row: number): number {
  return cells === null ? row : cells[row];
}

type PatchGrid = PatchPlaces['grid'];

/** The size of all patch grids; null if they differ or there is none. */
export function sharedGrid(grids: readonly PatchGrid[]): PatchGrid | null {
  const [first] = grids;
  const shared = grids.every(
    ({ height, width }) => height === first.height && width === first.width,
  );
  return grids.length > 0 && shared ? first : null;
}

/**
 * Selects the rows whose cells are in scope, and their places.
 *
 * @param scope for each cell of the patch grid 0 if it is out of scope; null if all are in scope.
 * @returns `rows` in ascending order, or null if all rows are in scope.
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
