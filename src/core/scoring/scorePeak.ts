import type { Box } from '../image/index.ts';
import type { Grid } from '../tensor/index.ts';
import { highestPatch } from './imageScore.ts';

/**
 * Where an image score comes from: the box, in cells, around the highest patch and those that are connected
 * with it among the patches whose mean is the score, diagonal neighbors included.
 *
 * @param scored number of the highest patches whose mean is the image score, at least 1.
 */
export function scorePeak(scores: Grid, scored: number): Box {
  const { width, height, data } = scores;
  const least = data.slice().sort()[Math.max(0, data.length - scored)];
  const first = highestPatch(scores);
  const seen = new Set([first]);
  const box = { top: height, left: width, bottom: 0, right: 0 };
  // A set is walked in order of insertion, including what is added meanwhile.
  for (const cell of seen) {
    const [y, x] = [Math.floor(cell / width), cell % width];
    box.top = Math.min(box.top, y);
    box.left = Math.min(box.left, x);
    box.bottom = Math.max(box.bottom, y + 1);
    box.right = Math.max(box.right, x + 1);
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        if (data[ny * width + nx] >= least) seen.add(ny * width + nx);
      }
    }
  }
  return {
    y: box.top,
    x: box.left,
    height: box.bottom - box.top,
    width: box.right - box.left,
  };
}
