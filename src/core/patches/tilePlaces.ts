import type { PatchPlaces } from './PatchPlaces.ts';

/** A patch grid that is part of a larger one, in cells. */
export interface GridWindow {
  readonly y: number;
  readonly x: number;
  readonly height: number;
  readonly width: number;
}

/**
 * The places of a tile's patches on the patch grid of the whole image. The weights of a tile fall smoothly
 * to nothing toward its borders, so that overlapping tiles blend without a seam: a network sees less
 * around a patch at the edge of its input.
 *
 * @param rampCells number of cells from the edge over which the weight rises to 1.
 */
export function tilePlaces(
  grid: PatchPlaces['grid'],
  tile: GridWindow,
  rampCells: number,
): PatchPlaces {
  const cells = new Uint32Array(tile.height * tile.width);
  const weights = new Float32Array(cells.length);
  for (let y = 0, i = 0; y < tile.height; y++) {
    const down = ramp(y, tile.height, rampCells);
    for (let x = 0; x < tile.width; x++, i++) {
      cells[i] = (tile.y + y) * grid.width + tile.x + x;
      weights[i] = down * ramp(x, tile.width, rampCells);
    }
  }
  return { grid, cells, weights };
}

/** Rises smoothly to 1 over a number of cells (3t² − 2t³) and stays there; the ramp and its mirror image sum to 1. */
function ramp(position: number, length: number, cells: number): number {
  const inside = Math.min(position, length - 1 - position) + 0.5;
  const share = Math.min(1, inside / Math.max(cells, 0.5));
  return share * share * (3 - 2 * share);
}
