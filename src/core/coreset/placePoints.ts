import { Matrix } from '../tensor/index.ts';

/** The cells of points on a patch grid that all their images share. */
export interface PointPlaces {
  readonly grid: { readonly height: number; readonly width: number };
  /** Cell of each point, row-major. */
  readonly cells: Uint32Array;
}

/**
 * Appends the places of points as two more columns, for a coreset whose rows may only represent points
 * near their own place. Without the places, a patch could count as covered by a row that it may not be
 * matched with. Places one radius apart are as distant as points typically are from their mean, so
 * wherever the covering radius is below that, every point has a selected row within the radius.
 *
 * @param points centered, N×d.
 * @param radius as a share of the longer side of the grid, > 0.
 * @returns N×(d + 2), copied.
 */
export function placePoints(
  { rows, columns, data }: Matrix,
  { grid: { height, width }, cells }: PointPlaces,
  radius: number,
): Matrix {
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += data[i] * data[i];
  const scale = Math.sqrt(squares / rows) / (radius * Math.max(height, width));
  const placed = Matrix.zeros(rows, columns + 2);
  for (let row = 0; row < rows; row++) {
    const out = placed.row(row);
    out.set(data.subarray(row * columns, (row + 1) * columns));
    out[columns] = scale * (Math.floor(cells[row] / width) - (height - 1) / 2);
    out[columns + 1] = scale * ((cells[row] % width) - (width - 1) / 2);
  }
  return placed;
}
