import type { Neighbors, NeighborSearch } from '../neighbors/index.ts';
import { type Grid, type Matrix, squaredDistance } from '../tensor/index.ts';
import { type ImageScore, toImageScore } from './scoreTypes.ts';

/**
 * The image score: the mean of the highest patch scores, optionally times the paper's density weight
 * (equation 7). With a share of 0 it is the highest patch score (equation 6), as in the published code.
 *
 * @param density from {@link scoreDensity}, or 1 for none.
 * @param topShare share of the patches that enter the mean, 0..1; at least one patch does.
 * @param most largest number of patches that the share is taken of; for tiles, the patches of one tile.
 * @throws RangeError if the score is not finite, because there is no patch or a patch score is not finite.
 */
export function imageScore(scores: Grid, density: number, topShare = 0, most?: number): ImageScore {
  return toImageScore(density * topMean(scores.data, topShare, most));
}

/** The bank rows whose density weighs an image score. */
export interface DensityBank {
  readonly search: NeighborSearch;
  /** Bank rows that are left out. */
  readonly without: Uint32Array;
  /** b of equation 7: number of bank rows around the nearest one. */
  readonly count: number;
}

/**
 * The density weight (equation 7) around the bank row nearest to the highest patch.
 *
 * @param scores the patch scores of the image.
 * @param neighbors the neighbors that the scores were computed from.
 * @param features the patch features of the image, P×D.
 * @param bank what the neighbors come from.
 */
export async function scoreDensity(
  scores: Grid,
  neighbors: Neighbors,
  features: Matrix,
  { search, without, count }: DensityBank,
): Promise<number> {
  const { bank } = search;
  const patch = highestPatch(scores);
  const nearestRow = neighbors.indices[patch * neighbors.count];
  const row = bank.slice(nearestRow, nearestRow + 1);
  const around = await search.nearest(row, Math.min(count, bank.rows - without.length), without);
  const query = patch * features.columns;
  const support = Array.from(around.indices, (supporting) =>
    Math.sqrt(
      squaredDistance(features.data, query, bank.data, supporting * bank.columns, bank.columns),
    ),
  );
  return densityWeight(neighbors.distances[patch * neighbors.count], support);
}

/**
 * The paper's re-weighting of the image score (equation 7): with s* = ‖m_test − m*‖ the highest
 * patch score, m* the bank row nearest to that patch, and N_b(m*) the b bank rows nearest to m*
 * (including m*),
 *
 *   w = 1 − exp(s*) / Σ_{m ∈ N_b(m*)} exp(‖m_test − m‖).
 *
 * The weight is low if the bank is dense around m*, where a good patch would have been nearer.
 *
 * @param nearest s*, L2.
 * @param support distances ‖m_test − m‖, L2, of the b rows, including m*; b ≥ 1.
 * @returns w in [0, 1).
 */
export function densityWeight(nearest: number, support: ArrayLike<number>): number {
  if (support.length === 0) throw new RangeError('re-weighting needs at least one supporting row');
  let sum = 0;
  // Numerator and denominator are divided by exp(s*), so that no distance overflows the exponential.
  for (let i = 0; i < support.length; i++) sum += Math.exp(support[i] - nearest);
  return 1 - 1 / sum;
}

/**
 * The mean of the highest values.
 *
 * @param share share of the values that enter the mean, 0..1; at least one does, so 0 gives the largest.
 * @param most largest number of values that the share is taken of; by default all.
 */
export function topMean(
  values: Float32Array,
  share: number,
  most = Number.POSITIVE_INFINITY,
): number {
  const count = topCount(values.length, share, most);
  const ascending = values.slice().sort();
  let sum = 0;
  for (let i = values.length - count; i < values.length; i++) sum += ascending[i];
  return sum / count;
}

/** How many of the highest of some values enter their {@link topMean}, at least 1. */
export function topCount(values: number, share: number, most = Number.POSITIVE_INFINITY): number {
  return Math.max(1, Math.floor(share * Math.min(most, values)));
}

/** The cell with the highest score, the first one if several are equal: it decides the image score. */
export function highestPatch(scores: Grid): number {
  let best = 0;
  for (let i = 1; i < scores.data.length; i++) if (scores.data[i] > scores.data[best]) best = i;
  return best;
}

/** The largest value of a map or grid. */
export function highestValue(grid: Grid): number {
  return grid.data[highestPatch(grid)];
}

/**
 * The cells with the highest scores, highest first, leaving out cells that are nearer than `apart` cells
 * in both directions to one that is already listed.
 *
 * @returns at most `count` row-major cell numbers.
 */
export function highestPatches(scores: Grid, count: number, apart: number): number[] {
  const order = Array.from(scores.data.keys()).sort((a, b) => scores.data[b] - scores.data[a]);
  const chosen: number[] = [];
  for (const cell of order) {
    if (chosen.length >= count) break;
    const near = chosen.some(
      (other) =>
        Math.abs(Math.floor(cell / scores.width) - Math.floor(other / scores.width)) < apart &&
        Math.abs((cell % scores.width) - (other % scores.width)) < apart,
    );
    if (!near) chosen.push(cell);
  }
  return chosen;
}
