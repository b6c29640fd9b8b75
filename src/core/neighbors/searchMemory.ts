import { layoutBytes, type MemoryLayout } from '../kernels/index.ts';
import type { Matrix, MatrixProducts } from '../tensor/index.ts';

/** Options of a neighbor search. Its results depend on none of them, only its speed and memory do. */
export interface NeighborSearchOptions {
  /** The matrix products that rule rows out. */
  readonly products: MatrixProducts;
  /** Number of leading principal axes of the coarse bounds, which are one product over all pairs. */
  readonly coarseAxes?: number;
  /** Number of leading principal axes of the fine bounds, for the groups that the coarse bounds leave. */
  readonly fineAxes?: number;
  /**
   * Orthonormal axes of a similar bank, such as the `axes` of another search; they need not be estimated
   * then.
   */
  readonly axes?: Matrix;
  /** Bank rows that are ruled out as a group. */
  readonly groupRows?: number;
  /** Queries that are prepared together. */
  readonly chunkQueries?: number;
  /** Largest number of pairs in one product. */
  readonly blockPairs?: number;
}

/** Longest list of neighbors that memory is reserved for. */
export const MAX_NEIGHBORS = 100;

/** The sizes from which the memory of a search is laid out. */
export interface Sizes {
  readonly rows: number;
  readonly columns: number;
  readonly fineAxes: number;
  /** [p, r] padded to whole pairs of vectors. */
  readonly fineColumns: number;
  readonly coarseAxes: number;
  readonly groupRows: number;
  readonly groups: number;
  readonly chunkQueries: number;
  /** Queries in one product. */
  readonly blockQueries: number;
}

/** The sizes for a bank, with defaults filled in. */
export function sizesOf(
  { rows, columns }: Pick<Matrix, 'rows' | 'columns'>,
  options: Omit<NeighborSearchOptions, 'products'>,
): Sizes {
  const fineAxes = options.axes?.rows ?? Math.min(options.fineAxes ?? 127, columns);
  const groupRows = options.groupRows ?? 16;
  const groups = Math.ceil(rows / groupRows);
  const chunkQueries = options.chunkQueries ?? 1024;
  const blockPairs = options.blockPairs ?? 6_000_000;
  const blocks = Math.ceil((chunkQueries * groups * groupRows) / blockPairs);
  return {
    rows,
    columns,
    fineAxes,
    fineColumns: Math.ceil((fineAxes + 1) / 8) * 8,
    coarseAxes: Math.min(options.coarseAxes ?? 46, fineAxes),
    groupRows,
    groups,
    chunkQueries,
    blockQueries: Math.max(1, Math.floor(chunkQueries / blocks)),
  };
}

/** Bytes that a search of a bank of the given size takes; a kernel can address `MAX_MEMORY_BYTES`. */
export function searchBytes(rows: number, columns: number): number {
  return layoutBytes(searchLayout(sizesOf({ rows, columns }, {})));
}

/** The layout of the memory that a search shares with its kernels. */
export type SearchLayout = ReturnType<typeof searchLayout>;

/** Lays out the memory that a search shares with its kernels. */
export function searchLayout(sizes: Sizes) {
  const { rows, columns, fineAxes, fineColumns, coarseAxes } = sizes;
  const { groupRows, groups, chunkQueries, blockQueries } = sizes;
  const coarseColumns = coarseAxes + 2;
  return {
    bank: { type: 'float32', length: rows * columns },
    bankFine: { type: 'float32', length: rows * fineColumns },
    bankCoarse: { type: 'float32', length: groups * groupRows * coarseColumns },
    bankNorms: { type: 'float64', length: rows },
    numbers: { type: 'uint32', length: rows },
    mean: { type: 'float32', length: columns },
    queries: { type: 'float32', length: chunkQueries * columns },
    centered: { type: 'float32', length: chunkQueries * columns },
    projected: { type: 'float32', length: chunkQueries * fineAxes },
    norms: { type: 'float64', length: chunkQueries },
    fine: { type: 'float32', length: chunkQueries * fineColumns },
    coarse: { type: 'float32', length: chunkQueries * coarseColumns },
    minima: { type: 'float32', length: blockQueries * groups },
    groupBounds: { type: 'float64', length: groupRows },
    squared: { type: 'float64', length: chunkQueries * MAX_NEIGHBORS },
    indices: { type: 'uint32', length: chunkQueries * MAX_NEIGHBORS },
  } as const satisfies MemoryLayout;
}
