import type { Box, Size } from '../resample/preprocess.ts';

/**
 * Which cells of a patch grid lie on the image, where its network input was filled up beyond it.
 *
 * @param sourceBox the part of the image's plane that the grid fills.
 * @param share of its area that a cell must have on the image, 0..1.
 * @returns by cell, 0 = left out; null if all stay.
 */
export function cellScope(
  grid: Size,
  sourceBox: Box,
  image: Size,
  share: number,
): Uint8Array | null {
  const rows = shares(grid.height, sourceBox.y, sourceBox.height, image.height);
  const columns = shares(grid.width, sourceBox.x, sourceBox.width, image.width);
  const scope = new Uint8Array(grid.height * grid.width);
  for (let y = 0, cell = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++, cell++)
      scope[cell] = rows[y] * columns[x] >= share ? 1 : 0;
  }
  return scope.includes(0) ? scope : null;
}

/** How much of each cell lies in 0..length, along one axis. */
function shares(cells: number, start: number, extent: number, length: number): number[] {
  const size = extent / cells;
  return Array.from({ length: cells }, (_, cell) => {
    const from = Math.max(0, start + cell * size);
    const to = Math.min(length, start + (cell + 1) * size);
    // Rounding must not take anything from a cell that is whole.
    return Math.max(0, to - from) / size + 1e-9;
  });
}
