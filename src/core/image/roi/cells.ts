import type { Box, Size } from '../Box.ts';

/**
 * The zone in which each cell of a patch grid lies: the zone that covers most of the cell, provided that
 * all zones together cover enough of it.
 *
 * @param masks one for each zone, of the image's size, 0 = outside.
 * @param sourceBox the part of the image's plane that the grid fills.
 * @param share of a cell's area that zones must cover, 0..1.
 * @returns for each cell the number of its zone from 1, or 0 for none.
 */
export function zoneCells(
  masks: readonly Uint8Array[],
  image: Size,
  grid: Size,
  sourceBox: Box,
  share: number,
): Uint8Array {
  const rows = cellOfPixels(image.height, grid.height, sourceBox.y, sourceBox.height);
  const columns = cellOfPixels(image.width, grid.width, sourceBox.x, sourceBox.width);
  const cells = grid.height * grid.width;
  const counts = masks.map(() => new Uint32Array(cells));
  const covered = new Uint32Array(cells);
  for (let y = 0; y < image.height; y++) {
    if (rows[y] < 0) continue;
    for (let x = 0; x < image.width; x++) {
      if (columns[x] < 0) continue;
      const at = y * image.width + x;
      const cell = rows[y] * grid.width + columns[x];
      let any = false;
      for (const [zone, mask] of masks.entries()) {
        if (mask[at] === 0) continue;
        counts[zone][cell]++;
        any = true;
      }
      if (any) covered[cell]++;
    }
  }
  const cellPixels = (sourceBox.height / grid.height) * (sourceBox.width / grid.width);
  return Uint8Array.from(covered, (pixels, cell) => {
    // A cell smaller than a pixel contains at most one pixel center.
    if (pixels === 0 || pixels < share * cellPixels - 1e-9) return 0;
    let best = 0;
    for (let zone = 1; zone < counts.length; zone++) {
      if (counts[zone][cell] > counts[best][cell]) best = zone;
    }
    return best + 1;
  });
}

/** The row or column of cells in which the center of each pixel lies; −1 outside the box. */
function cellOfPixels(pixels: number, cells: number, start: number, length: number): Int32Array {
  return Int32Array.from({ length: pixels }, (_, pixel) => {
    const cell = Math.floor(((pixel + 0.5 - start) * cells) / length);
    return cell >= 0 && cell < cells ? cell : -1;
  });
}

/**
 * The cells of a patch grid that lie on the image, for a network input that was filled up beyond it.
 *
 * @param sourceBox the part of the image's plane that the grid fills.
 * @param share of a cell's area that must lie on the image, 0..1.
 * @returns for each cell 0 if it is out of scope; null if all cells are in scope.
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

/** The share of each cell that lies in 0..length, along one axis. */
function shares(cells: number, start: number, extent: number, length: number): number[] {
  const size = extent / cells;
  return Array.from({ length: cells }, (_, cell) => {
    const from = Math.max(0, start + cell * size);
    const to = Math.min(length, start + (cell + 1) * size);
    // Rounding must not reduce the share of a cell that lies on the image as a whole.
    return Math.max(0, to - from) / size + 1e-9;
  });
}
