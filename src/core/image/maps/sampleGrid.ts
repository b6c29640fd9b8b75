import { Grid } from '../../tensor/index.ts';
import type { Box } from '../Box.ts';

/**
 * Resamples a grid to an image of height × width pixels in which it fills `box`: bilinear, centers of
 * cells at half units, edges of the grid clamped, no antialias. If the box is the whole image, this is
 * PyTorch's `interpolate(mode='bilinear', align_corners=False)`.
 *
 * @returns height × width values; 0 at pixels whose center lies outside the box.
 */
export function sampleGrid(grid: Grid, box: Box, height: number, width: number): Grid {
  const rows = new SampledRows(grid, box, height, width);
  const out = new Float32Array(height * width);
  for (let y = 0; y < height; y++) rows.write(y, out.subarray(y * width, (y + 1) * width));
  return new Grid(height, width, out);
}

/** Computes the rows of {@link sampleGrid} one at a time. */
export class SampledRows {
  readonly #grid: Grid;
  readonly #rows: Positions;
  readonly #columns: Positions;

  constructor(grid: Grid, box: Box, height: number, width: number) {
    this.#grid = grid;
    this.#rows = positions(grid.height, box.y, box.height, height);
    this.#columns = positions(grid.width, box.x, box.width, width);
  }

  /** Writes row `y` into `out`, which is as wide as the image; pixels outside the box are left as they are. */
  write(y: number, out: Float32Array): void {
    const rows = this.#rows;
    if (y < rows.start || y >= rows.end) return;
    const { data, width } = this.#grid;
    const above = rows.low[y] * width;
    const below = rows.high[y] * width;
    const down = rows.share[y];
    const { start, end, low, high, share } = this.#columns;
    for (let x = start; x < end; x++) {
      const left = low[x];
      const right = high[x];
      const across = share[x];
      const top = data[above + left] + (data[above + right] - data[above + left]) * across;
      const bottom = data[below + left] + (data[below + right] - data[below + left]) * across;
      out[x] = top + (bottom - top) * down;
    }
  }
}

interface Positions {
  /** First pixel inside the box, and the one after the last. */
  readonly start: number;
  readonly end: number;
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Weight of `high`; the weight of `low` is 1 less this. */
  readonly share: Float64Array;
}

function positions(cells: number, boxStart: number, boxLength: number, pixels: number): Positions {
  const low = new Int32Array(pixels);
  const high = new Int32Array(pixels);
  const share = new Float64Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const position = ((pixel + 0.5 - boxStart) * cells) / boxLength - 0.5;
    const clamped = Math.min(cells - 1, Math.max(0, position));
    low[pixel] = Math.floor(clamped);
    high[pixel] = Math.min(cells - 1, low[pixel] + 1);
    share[pixel] = clamped - low[pixel];
  }
  const start = Math.max(0, Math.ceil(boxStart - 0.5));
  const end = Math.min(pixels, Math.ceil(boxStart + boxLength - 0.5));
  return { start, end, low, high, share };
}
