/** Where rows of patch features lie on the patch grid of their image. */
export interface PatchPlaces {
  /** Size of the patch grid of the whole image. */
  readonly grid: { readonly height: number; readonly width: number };
  /** Cell of each row, row-major; null where there is one row for each cell, in order. */
  readonly cells: Uint32Array | null;
  /** Weight of each row in the mean of its cell, > 0; null for 1. */
  readonly weights: Float32Array | null;
}

/** The cell that a row lies in. */
export function cellOf({ cells }: Pick<PatchPlaces, 'cells'>, row: number): number {
  return cells === null ? row : cells[row];
}
