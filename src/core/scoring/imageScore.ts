import type { NeighborSearch } from '../neighbors/NeighborSearch.ts';
import type { Neighbors } from '../neighbors/Neighbors.ts';
import { type Grid, type Matrix, squaredDistance } from '../tensor/index.ts';
import { densityWeight } from './densityWeight.ts';
import { highestPatch } from './highestPatch.ts';
import type { ImageScore } from './scoreTypes.ts';

/**
 * The image score: the highest patch score, as the published code has it, or that times the paper's
 * density weight (equations 6 and 7).
 *
 * @param scores patch scores of the image.
 * @param neighbors from which they were computed.
 * @param features the image's patch features, P×D.
 * @param search over the bank that `neighbors` are rows of.
 * @param densityNeighbors b of equation 7, or 0 for no re-weighting.
 */
export async function imageScore(
  scores: Grid,
  neighbors: Neighbors,
  features: Matrix,
  search: NeighborSearch,
  densityNeighbors: number,
): Promise<ImageScore> {
  const patch = highestPatch(scores);
  const score = scores.data[patch];
  if (densityNeighbors === 0) return score as ImageScore;
  const nearestRow = neighbors.indices[patch * neighbors.count];
  const { bank } = search;
  const count = Math.min(densityNeighbors, bank.rows);
  const around = await search.nearest(bank.slice(nearestRow, nearestRow + 1), count);
  const query = patch * features.columns;
  const support = Array.from(around.indices, (row) =>
    Math.sqrt(squaredDistance(features.data, query, bank.data, row * bank.columns, bank.columns)),
  );
  const nearest = neighbors.distances[patch * neighbors.count];
  return (densityWeight(nearest, support) * score) as ImageScore;
}
