import type { Neighbors } from '../neighbors/Neighbors.ts';
import { Grid } from '../tensor/index.ts';

/**
 * Patch scores of one image: each patch's distance to its nearest bank rows, averaged over them
 * (one neighbor is the paper's score; the original code averages where asked for more).
 *
 * @param neighbors of all patches of the image, in the order of the patch grid.
 * @throws RangeError if there are not gridHeight × gridWidth queries.
 */
export function patchScores(neighbors: Neighbors, gridHeight: number, gridWidth: number): Grid {
  const { rows, count, distances } = neighbors;
  const scores = new Float32Array(rows);
  for (let patch = 0; patch < rows; patch++) {
    let sum = 0;
    for (let j = 0; j < count; j++) sum += distances[patch * count + j];
    scores[patch] = sum / count;
  }
  return new Grid(gridHeight, gridWidth, scores);
}
