import type { GraphBuilder } from '../../backbone/onnx/index.ts';
import {
  addCandidates,
  addJoined,
  addSmallest,
  addSquaredDistances,
  type Search,
} from './addSearch.ts';

/**
 * Adds the density weight of the paper (equation 7), as `densityWeight` of core computes it. Let m* be
 * the bank row nearest to the patch with the highest score; the weight uses the distances of that patch
 * to the b rows nearest to m*.
 *
 * @param scores name of the raw patch scores, (N·P) × 1.
 * @param count b, including m*.
 * @returns name of the weights, N.
 */
export function addDensity(
  builder: GraphBuilder,
  search: Search,
  scores: string,
  count: number,
): string {
  const { blocks, patches, columns, rows } = search;
  const byImage = builder.node('Reshape', [scores, builder.int64([-1, patches])]);
  const highest = builder.node('ArgMax', [byImage], { axis: 1, keepdims: 1 });
  const grids = builder.node('Reshape', [search.queries, builder.int64([-1, patches, columns])]);
  const patch = addRowOfEach(builder, grids, highest);

  const near = addJoined(
    builder,
    blocks.map((block) => addCandidates(builder, block, patch, 1)),
  );
  const nearest = addSmallest(builder, addSquaredDistances(builder, patch, near), 1);
  const row = addRowOfEach(builder, near, nearest.indices);

  const wanted = Math.min(count, rows);
  const around = addJoined(
    builder,
    blocks.map((block) => addCandidates(builder, block, row, wanted)),
  );
  const support = addSmallest(builder, addSquaredDistances(builder, row, around), wanted);
  const fromPatch = builder.node(
    'GatherElements',
    [addSquaredDistances(builder, patch, around), support.indices],
    { axis: 1 },
  );
  // exp(s*) is divided out, as in core.
  const beyond = builder.node('Sub', [
    builder.node('Sqrt', [fromPatch]),
    builder.node('Sqrt', [nearest.values]),
  ]);
  const sum = builder.node('ReduceSum', [builder.node('Exp', [beyond]), builder.int64([1])], {
    keepdims: 0,
  });
  const one = builder.float([], Float32Array.of(1));
  return builder.node('Sub', [one, builder.node('Div', [one, sum])]);
}

/** Takes the row at an index (N × 1) from each of N lists of rows (N × C × D): N × D. */
function addRowOfEach(builder: GraphBuilder, rows: string, indices: string): string {
  return builder.node('GatherND', [rows, indices], { batch_dims: 1 });
}
