import type { Size } from '../Box.ts';
import type { PixelWindow } from '../Box.ts';

/** How a large network input is cut into tiles. */
export interface TileOptions {
  /** Side of a tile in pixels of the network's input, a multiple of `multipleOf`. */
  readonly tilePx: number;
  /** Least number of pixels that neighboring tiles share; less than a tile. */
  readonly overlapPx: number;
  /** Tiles begin at multiples of this, so that their patch grids are parts of one grid. */
  readonly multipleOf: number;
}

/**
 * Plans windows of one size that cover a network input, row by row. The last window of a row or column
 * is moved back to the edge, so it may overlap more with its neighbor. Along a side that is shorter than
 * a tile there is a single window.
 *
 * @param input its sides are multiples of `multipleOf`.
 */
export function planTiles(input: Size, options: TileOptions): readonly PixelWindow[] {
  const rows = axisStarts(input.height, options);
  const columns = axisStarts(input.width, options);
  const height = Math.min(options.tilePx, input.height);
  const width = Math.min(options.tilePx, input.width);
  return rows.flatMap((y) => columns.map((x) => ({ y, x, height, width })));
}

function axisStarts(length: number, { tilePx, overlapPx, multipleOf }: TileOptions): number[] {
  if (length % multipleOf !== 0 || tilePx % multipleOf !== 0 || overlapPx >= tilePx) {
    throw new RangeError(
      `tiles of ${tilePx} with an overlap of ${overlapPx} do not cut ${length} at multiples of ${multipleOf}`,
    );
  }
  const step = Math.max(1, Math.floor((tilePx - overlapPx) / multipleOf)) * multipleOf;
  const last = Math.max(0, length - tilePx);
  const starts: number[] = [];
  for (let start = 0; start < last; start += step) starts.push(start);
  return [...starts, last];
}
