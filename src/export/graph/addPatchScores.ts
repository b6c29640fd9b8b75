import type { GraphBuilder } from '../../backbone/onnx/index.ts';
import {
  addCandidates,
  addJoined,
  addSmallest,
  addSquaredDistances,
  type Search,
} from './addSearch.ts';

/**
 * Adds the patch scores: the mean distance (L2) to the nearest rows of the bank. The bank is processed
 * in blocks of rows. In each block, the product of patches and rows selects the candidates, whose
 * distances are then computed from the differences.
 *
 * @param neighbors number of nearest rows whose mean distance is a patch score.
 * @returns name of the scores, (N·P) × 1.
 */
export function addPatchScores(
  builder: GraphBuilder,
  { queries, blocks, rows }: Search,
  neighbors: number,
): string {
  const wanted = Math.min(neighbors, rows);
  const nearest = blocks.map((block) =>
    addSquaredDistances(builder, queries, addCandidates(builder, block, queries, wanted)),
  );
  const all = addJoined(builder, nearest);
  const distances = builder.node('Sqrt', [addSmallest(builder, all, wanted).values]);
  if (wanted === 1) return distances;
  const sum = builder.node('ReduceSum', [distances, builder.int64([1])], { keepdims: 1 });
  return builder.node('Mul', [sum, builder.float([], Float32Array.of(1 / wanted))]);
}
