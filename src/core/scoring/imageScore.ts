import type { Neighbors } from '../neighbors/Neighbors.ts';
import type { NeighborSearch } from '../neighbors/NeighborSearch.ts';
import { type Grid, type Matrix, squaredDistance } from '../tensor/index.ts';
import { densityWeight } from './densityWeight.ts';
import { highestPatch } from './highestPatch.ts';
import { type ImageScore, toImageScore } from './scoreTypes.ts';
import { topMean } from './topMean.ts';

/**
 * The image score: the mean of the highest patch scores, times the paper's density weight (equation 7)
 * where it is wanted. With a share of 0 it is the highest patch score (equation 6), as the published
 * code has it.
 *
 * @param density from {@link scoreDensity}, or 1.
 * @param topShare share of the patches that enter the mean, 0..1; at least one does.
 * @param most patches that the share is taken of, where there are more: those of a tile.
 * @throws RangeError if the score is no finite number: of no patches, or of some whose score is none.
 */
export function imageScore(scores: Grid, density: number, topShare = 0, most?: number): ImageScore {
  return toImageScore(density * topMean(scores.data, topShare, most));
}

/**
 * The density weight (equation 7) around the bank row nearest to the highest patch.
 *
 * @param scores patch scores of the image.
 * @param neighbors from which they were computed.
 * @param features the image's patch features, P×D.
 * @param search over the bank that `neighbors` are rows of.
 * @param count b of equation 7, the rows around the nearest one.
 */
export async function scoreDensity(
  scores: Grid,
  neighbors: Neighbors,
  features: Matrix,
  search: NeighborSearch,
  count: number,
): Promise<number> {
  const { bank } = search;
  const patch = highestPatch(scores);
  const nearestRow = neighbors.indices[patch * neighbors.count];
  const row = bank.slice(nearestRow, nearestRow + 1);
  const around = await search.nearest(row, Math.min(count, bank.rows));
  const query = patch * features.columns;
  const support = Array.from(around.indices, (supporting) =>
    Math.sqrt(
      squaredDistance(features.data, query, bank.data, supporting * bank.columns, bank.columns),
    ),
  );
  return densityWeight(neighbors.distances[patch * neighbors.count], support);
}
