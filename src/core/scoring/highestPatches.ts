import type { Grid } from '../tensor/index.ts';

/**
 * The cells with the highest scores, highest first, none of them nearer than `apart` cells in both
 * directions to a higher one that was named.
 *
 * @returns at most `count` cells, row-major.
 */
export function highestPatches(scores: Grid, count: number, apart: number): number[] {
  const order = Array.from(scores.data.keys()).sort((a, b) => scores.data[b] - scores.data[a]);
  const named: number[] = [];
  for (const cell of order) {
    if (named.length >= count) break;
    const near = named.some(
      (other) =>
        Math.abs(Math.floor(cell / scores.width) - Math.floor(other / scores.width)) < apart &&
        Math.abs((cell % scores.width) - (other % scores.width)) < apart,
    );
    if (!near) named.push(cell);
  }
  return named;
}
