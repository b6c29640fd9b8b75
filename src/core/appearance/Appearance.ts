import type { RgbImage } from '../image/index.ts';

/**
 * What is measured of an image as a whole. All but the last two are logarithms of ratios, so that a share of
 * change counts the same in dark images and in bright ones:
 *
 * - `brightness`: mean luma;
 * - `contrast`: standard deviation of the luma over its mean, which another exposure leaves as it is;
 * - `grain`: differences from all neighbors over differences across edges: noise raises it, blur lowers it;
 * - `red`, `blue`: mean of the channel over that of green;
 * - `middleY`, `middleX`: where the edges have their middle, from the upper left, in shares of the short side.
 */
export const appearanceTraits = [
  'brightness',
  'contrast',
  'grain',
  'red',
  'blue',
  'middleY',
  'middleX',
] as const;

/** One of the traits of an image. */
export type AppearanceTrait = (typeof appearanceTraits)[number];

/** One value for each trait. */
export type Appearance = Readonly<Record<AppearanceTrait, number>>;

/** About so many rows of cells are measured, evenly spread. */
const ROWS = 32;
/** Added to levels of 8 bits: black and flat images have no logarithm, and rounding is no grain. */
const LEAST_LEVEL = 0.25;

/**
 * Measures an image at about the resolution at which the network sees it: what the network does not see is no
 * cause of its scores. Two pixels of each cell are read, in some of the rows.
 *
 * @param image at least 3 pixels a side.
 * @param cells pixels along the short side at that resolution; a cell is one of them.
 */
export function appearanceOf(image: RgbImage, cells: number): Appearance {
  const { height, width } = image;
  const shortPx = Math.min(height, width);
  // Three cells a side are the least that has neighbors.
  const cellPx = Math.max(1, Math.min(Math.round(shortPx / cells), Math.floor(shortPx / 3)));
  const rows = Math.floor(height / cellPx);
  const columns = Math.floor(width / cellPx);
  const step = Math.max(1, Math.floor((rows - 2) / ROWS));
  const [above, middle, below] = [0, 1, 2].map(() => new Float64Array(columns));
  const colors = new Float64Array(3);
  const sums = { count: 0, level: 0, square: 0, fine: 0, coarse: 0, edges: 0, down: 0, right: 0 };
  for (let row = 1; row + 1 < rows; row += step) {
    readCells(image, row - 1, cellPx, above, colors);
    readCells(image, row, cellPx, middle, colors);
    readCells(image, row + 1, cellPx, below, colors);
    for (let x = 1; x + 1 < columns; x++) {
      const level = middle[x];
      const corners = above[x - 1] + above[x + 1] + below[x - 1] + below[x + 1];
      const sides = above[x] + middle[x - 1] + middle[x + 1] + below[x];
      const right = above[x + 1] + 2 * middle[x + 1] + below[x + 1];
      const left = above[x - 1] + 2 * middle[x - 1] + below[x - 1];
      const lower = below[x - 1] + 2 * below[x] + below[x + 1];
      const upper = above[x - 1] + 2 * above[x] + above[x + 1];
      sums.count++;
      sums.level += level;
      sums.square += level * level;
      // Immerkær's operator (1996): straight edges cancel out, noise does not.
      sums.fine += Math.abs(corners - 2 * sides + 4 * level) / 6;
      // Sobel's operator.
      const edge = (Math.abs(right - left) + Math.abs(lower - upper)) / 8;
      sums.coarse += edge;
      sums.edges += edge + LEAST_LEVEL;
      sums.down += (edge + LEAST_LEVEL) * row;
      sums.right += (edge + LEAST_LEVEL) * x;
    }
  }
  const level = sums.level / sums.count;
  const deviation = Math.sqrt(Math.max(0, sums.square / sums.count - level * level));
  const pixels = colors.map((sum) => sum / (2 * sums.count));
  const place = (sum: number) => ((sum / sums.edges + 0.5) * cellPx) / shortPx;
  return {
    brightness: Math.log(level + LEAST_LEVEL),
    contrast: logRatio(deviation, level),
    grain: logRatio(sums.fine / sums.count, sums.coarse / sums.count),
    red: logRatio(pixels[0], pixels[1]),
    blue: logRatio(pixels[2], pixels[1]),
    middleY: place(sums.down),
    middleX: place(sums.right),
  };
}

function logRatio(a: number, b: number): number {
  return Math.log((a + LEAST_LEVEL) / (b + LEAST_LEVEL));
}

/** The luma of a row of cells, and the sums of its colors. */
function readCells(
  { width, data }: RgbImage,
  row: number,
  cellPx: number,
  luma: Float64Array,
  colors: Float64Array,
): void {
  const near = cellPx >> 2;
  const far = cellPx - 1 - near;
  let [at, other] = [
    3 * ((row * cellPx + near) * width + near),
    3 * ((row * cellPx + far) * width + far),
  ];
  for (let cell = 0; cell < luma.length; cell++, at += 3 * cellPx, other += 3 * cellPx) {
    const red = data[at] + data[other];
    const green = data[at + 1] + data[other + 1];
    const blue = data[at + 2] + data[other + 2];
    colors[0] += red;
    colors[1] += green;
    colors[2] += blue;
    luma[cell] = 0.1495 * red + 0.2935 * green + 0.057 * blue;
  }
}
