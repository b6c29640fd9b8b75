import type { GraphBuilder } from '../../backbone/onnx/index.ts';
import { Matrix } from '../../core/tensor/index.ts';
import { addBank, type BankPrecision, columnScales } from './addBank.ts';

/** Most values of a product of patches and bank rows for one image: 16 MiB of float32. */
export const MAX_BLOCK_VALUES = 2 ** 22;
/** More rows than are wanted are measured exactly, so that rounding of the product loses none of them. */
const SPARE_ROWS = 3;

/** What the distances of patches to the bank are computed from. */
export interface SearchPlan {
  /** Name of the patch features, N × P × D. */
  readonly features: string;
  readonly bank: Matrix;
  /** P, patches of an image. */
  readonly patches: number;
  /** Nearest rows whose mean distance is a patch score. */
  readonly neighbors: number;
  readonly precision: BankPrecision;
  /** Most values of a product of patches and rows for one image; small in tests. */
  readonly maxBlockValues?: number;
}

/**
 * Adds the patch scores: the mean distance (L2) to the nearest rows of the bank. The bank is gone
 * through in blocks of rows. In each, the product of patches and rows names the candidates, whose
 * distances are then computed from the differences, since a difference of large products is coarse.
 * The bank's mean is subtracted on both sides, which changes no distance and makes the products small.
 *
 * @returns name of the scores, (N·P) × 1.
 */
export function addPatchScores(builder: GraphBuilder, plan: SearchPlan): string {
  const { bank, patches, neighbors, precision, maxBlockValues = MAX_BLOCK_VALUES } = plan;
  const wanted = Math.min(neighbors, bank.rows);
  const { centered, mean } = centerBank(bank);
  const scales = columnScales(centered);
  const flat = builder.node('Reshape', [plan.features, builder.int64([-1, bank.columns])]);
  const queries = builder.node('Sub', [flat, builder.float([bank.columns], mean)]);
  const queryRows = builder.node('Unsqueeze', [queries, builder.int64([1])]);
  const atOnce = Math.max(1, Math.floor(maxBlockValues / patches));
  const nearest: string[] = [];
  for (let start = 0; start < centered.rows; start += atOnce) {
    const rows = centered.slice(start, Math.min(centered.rows, start + atOnce));
    const block = addBank(builder, rows, precision, scales);
    // |m|² − 2 q·m orders the rows m as their distances to q do.
    const order = builder.node('Gemm', [queries, block.rows, block.squaredNorms], {
      alpha: { float: -2 },
      transB: 1,
    });
    const candidates = addSmallest(builder, order, Math.min(block.count, wanted + SPARE_ROWS));
    const found = builder.node('Gather', [block.rows, candidates.indices], { axis: 0 });
    const difference = builder.node('Sub', [queryRows, found]);
    const squares = builder.node('Mul', [difference, difference]);
    nearest.push(builder.node('ReduceSum', [squares, builder.int64([2])], { keepdims: 0 }));
  }
  const all = nearest.length === 1 ? nearest[0] : builder.node('Concat', nearest, { axis: 1 });
  const distances = builder.node('Sqrt', [addSmallest(builder, all, wanted).values]);
  if (wanted === 1) return distances;
  const sum = builder.node('ReduceSum', [distances, builder.int64([1])], { keepdims: 1 });
  return builder.node('Mul', [sum, builder.float([], Float32Array.of(1 / wanted))]);
}

/** A copy of the bank whose rows have a mean near zero, and what was subtracted of each row. */
function centerBank({ rows, columns, data }: Matrix) {
  const sums = new Float64Array(columns);
  for (const [i, value] of data.entries()) sums[i % columns] += value;
  const mean = Float32Array.from(sums, (sum) => sum / rows);
  const centered = new Matrix(
    rows,
    columns,
    data.map((value, i) => value - mean[i % columns]),
  );
  return { centered, mean };
}

function addSmallest(builder: GraphBuilder, input: string, count: number) {
  const [values, indices] = builder.nodeOfMany(
    'TopK',
    [input, builder.int64([count])],
    { axis: 1, largest: 0 },
    2,
  );
  return { values, indices };
}
