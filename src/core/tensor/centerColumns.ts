import type { Matrix } from './Matrix.ts';

/** Moves all rows, in place, so that their mean is zero. Distances between rows stay as they are. */
export function centerColumns(matrix: Matrix): void {
  const { rows, columns, data } = matrix;
  const mean = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++, at++) mean[k] += data[at] / rows;
  }
  for (let i = 0, at = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++, at++) data[at] -= mean[k];
  }
}
