import type { GraphBuilder } from '../../backbone/onnx/index.ts';
import { Matrix } from '../../core/tensor/index.ts';
import { addBank, type BankBlock, type BankPrecision, columnScales } from './addBank.ts';

/** Maximum number of values of a product of patches and bank rows for one image: 16 MiB of float32. */
export const MAX_BLOCK_VALUES = 2 ** 22;
/** Number of extra rows that are measured exactly, so that rounding of the product loses no neighbor. */
const SPARE_ROWS = 3;

/** The bank to search and the features to search for. */
export interface SearchPlan {
  /** Name of the patch features, N × P × D. */
  readonly features: string;
  readonly bank: Matrix;
  /** P, the patches of an image. */
  readonly patches: number;
  readonly precision: BankPrecision;
  /** Maximum number of values of a product of patches and rows for one image; small in tests. */
  readonly maxBlockValues?: number;
}

/** The patch features of a batch and the bank, both with the bank's mean subtracted, which keeps all distances and makes products small. */
export interface Search {
  /** Name of the patch features, (N·P) × D. */
  readonly queries: string;
  readonly blocks: readonly BankBlock[];
  /** P, the patches of an image. */
  readonly patches: number;
  /** D. */
  readonly columns: number;
  /** M, the rows of all blocks. */
  readonly rows: number;
}

/** Adds the bank in blocks of rows, and subtracts its mean from the patch features. */
export function addSearch(builder: GraphBuilder, plan: SearchPlan): Search {
  const { bank, patches, precision, maxBlockValues = MAX_BLOCK_VALUES } = plan;
  const { rows, columns } = bank;
  const { centered, mean } = centerBank(bank);
  const scales = columnScales(centered);
  const flat = builder.node('Reshape', [plan.features, builder.int64([-1, columns])]);
  const queries = builder.node('Sub', [flat, builder.float([columns], mean)]);
  const atOnce = Math.max(1, Math.floor(maxBlockValues / patches));
  const blocks: BankBlock[] = [];
  for (let start = 0; start < rows; start += atOnce) {
    const block = centered.slice(start, Math.min(rows, start + atOnce));
    blocks.push(addBank(builder, block, precision, scales));
  }
  return { queries, blocks, patches, columns, rows };
}

/** A copy of the bank whose rows have a mean near zero, and the mean that was subtracted. */
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

/**
 * Adds the rows of a block that may be nearest to each of Q queries (Q × D). They are selected by the
 * product of both, because |m|² − 2 q·m orders the rows m by their distance to q.
 *
 * @returns name of the rows, Q × candidates × D.
 */
export function addCandidates(
  builder: GraphBuilder,
  block: BankBlock,
  queries: string,
  wanted: number,
): string {
  const order = builder.node('Gemm', [queries, block.rows, block.squaredNorms], {
    alpha: { float: -2 },
    transB: 1,
  });
  const candidates = addSmallest(builder, order, Math.min(block.count, wanted + SPARE_ROWS));
  return builder.node('Gather', [block.rows, candidates.indices], { axis: 0 });
}

/**
 * Adds squared L2 distances of each query (Q × D) to its own rows (Q × C × D). They are computed from
 * differences, because a difference of large products is inexact.
 *
 * @returns name of the distances, Q × C.
 */
export function addSquaredDistances(builder: GraphBuilder, queries: string, rows: string): string {
  const apart = builder.node('Unsqueeze', [queries, builder.int64([1])]);
  const difference = builder.node('Sub', [apart, rows]);
  const squares = builder.node('Mul', [difference, difference]);
  return builder.node('ReduceSum', [squares, builder.int64([2])], { keepdims: 0 });
}

/** Adds the smallest values along axis 1 and their indices, in ascending order. */
export function addSmallest(builder: GraphBuilder, input: string, count: number) {
  const [values, indices] = builder.nodeOfMany(
    'TopK',
    [input, builder.int64([count])],
    { axis: 1, largest: 0 },
    2,
  );
  return { values, indices };
}

/** Joins tensors along axis 1. */
export function addJoined(builder: GraphBuilder, tensors: readonly string[]): string {
  return tensors.length === 1 ? tensors[0] : builder.node('Concat', tensors, { axis: 1 });
}
