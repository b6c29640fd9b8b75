import type { Grid } from '../tensor/index.ts';

/** The cell with the highest score, the first of equals: the patch that decides the image score. */
export function highestPatch(scores: Grid): number {
  let best = 0;
  for (let i = 1; i < scores.data.length; i++) if (scores.data[i] > scores.data[best]) best = i;
  return best;
}

/** The largest value of a map or grid. */
export function highestValue(grid: Grid): number {
  return grid.data[highestPatch(grid)];
}
