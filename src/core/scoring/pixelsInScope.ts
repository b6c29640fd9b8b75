import type { Grid } from '../tensor/index.ts';

/** How many pixels of an anomaly map lie on cells in scope. @param scope by cell of the scores; null for all. */
export function pixelsInScope(
  scores: Grid,
  scope: Uint8Array | null,
  height: number,
  width: number,
): number {
  if (scope === null) return height * width;
  const rows = pixelsByCell(scores.height, height);
  const columns = pixelsByCell(scores.width, width);
  let count = 0;
  for (let y = 0, cell = 0; y < scores.height; y++) {
    for (let x = 0; x < scores.width; x++, cell++) {
      if (scope[cell] !== 0) count += rows[y] * columns[x];
    }
  }
  return count;
}

function pixelsByCell(cells: number, pixels: number): Uint32Array {
  const counts = new Uint32Array(cells);
  for (let pixel = 0; pixel < pixels; pixel++)
    counts[Math.floor(((pixel + 0.5) * cells) / pixels)]++;
  return counts;
}
