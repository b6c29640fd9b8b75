import { layoutBytes, type MemoryLayout } from '../kernels/index.ts';
import type { Matrix, MatrixProducts } from '../tensor/index.ts';

/** Options of a neighbor search. Its results depend on none of them, only its speed and memory do. */
export interface NeighborSearchOptions {
  /** The matrix products that rule rows out. */
  readonly products: MatrixProducts;
  /** Number of leading principal axes of the coarse bounds, which are one integer product over all pairs. */
  readonly coarseAxes?: number;
  /** Number of leading principal axes of the first fine bounds, for the groups that the coarse bounds leave. */
  readonly nearAxes?: number;
  /** Number of leading principal axes of the last fine bounds. */
  readonly fineAxes?: number;
  /**
   * Orthonormal axes of a similar bank, such as the `axes` of another search; they need not be estimated
   * then.
   */
  readonly axes?: Matrix;
  /** Bank rows that are ruled out as a group: a multiple of 4. */
  readonly groupRows?: number;
  /** Queries that are prepared together. */
  readonly chunkQueries?: number;
  /** Most groups in one slice of the bank; the product of one slice is held at a time. */
  readonly sliceGroups?: number;
  /** Largest number of pairs of a query and a group whose bounds are held at once. */
  readonly blockPairs?: number;
}

/** Longest list of neighbors that memory is reserved for. */
export const MAX_NEIGHBORS = 100;

/** Columns of a coarse row beside those of the axes: digits of its squared norm. */
const NORM_DIGITS = 4;

/** The product of a slice with a chunk of queries should stay in the caches. */
const MOST_SLICE_GROUPS = 80;
/** Rows of one slice share a unit, so those of few slices would differ too much in length. */
const LEAST_SLICES = 8;

/** The sizes from which the memory of a search is laid out. */
export interface Sizes {
  readonly rows: number;
  readonly columns: number;
  readonly fineAxes: number;
  readonly nearAxes: number;
  /** [p, r] over the near axes, padded to whole vectors. */
  readonly nearColumns: number;
  /** [p, r, r'] over the other axes, padded to whole vectors; 0 if there are none. */
  readonly farColumns: number;
  readonly coarseAxes: number;
  /** Columns among which [p, r] over the coarse axes is spread: a power of two. */
  readonly spreadColumns: number;
  readonly coarseColumns: number;
  readonly groupRows: number;
  readonly groups: number;
  /** Slices of the bank, with a unit of the coarse rows each. */
  readonly slices: number;
  /** Groups in one slice; the last may have fewer. */
  readonly sliceGroups: number;
  readonly chunkQueries: number;
  /** Queries in one product. */
  readonly blockQueries: number;
}

/** The sizes for a bank, with defaults filled in. */
export function sizesOf(
  { rows, columns }: Pick<Matrix, 'rows' | 'columns'>,
  options: Omit<NeighborSearchOptions, 'products'>,
): Sizes {
  const fineAxes = options.axes?.rows ?? Math.min(options.fineAxes ?? 173, columns);
  const nearAxes = Math.min(options.nearAxes ?? 63, fineAxes);
  const nearColumns = Math.ceil((nearAxes + 1) / VECTOR_COLUMNS) * VECTOR_COLUMNS;
  const farColumns =
    fineAxes > nearAxes
      ? Math.ceil((fineAxes - nearAxes + 2) / VECTOR_COLUMNS) * VECTOR_COLUMNS
      : 0;
  const coarseAxes = Math.min(options.coarseAxes ?? 63, fineAxes);
  const spreadColumns = 2 ** Math.ceil(Math.log2(coarseAxes + 1));
  const groupRows = Math.ceil((options.groupRows ?? 16) / 4) * 4;
  const groups = Math.ceil(rows / groupRows);
  const most = options.sliceGroups ?? Math.min(MOST_SLICE_GROUPS, Math.ceil(groups / LEAST_SLICES));
  const sliceGroups = Math.ceil(groups / Math.ceil(groups / most));
  const chunkQueries = options.chunkQueries ?? 1024;
  const blockPairs = options.blockPairs ?? 2_000_000;
  return {
    rows,
    columns,
    fineAxes,
    nearAxes,
    nearColumns,
    farColumns,
    coarseAxes,
    spreadColumns,
    coarseColumns: spreadColumns + NORM_DIGITS,
    groupRows,
    groups,
    slices: Math.ceil(groups / sliceGroups),
    sliceGroups,
    chunkQueries,
    blockQueries: Math.min(chunkQueries, Math.max(1, Math.floor(blockPairs / groups))),
  };
}

/** Values of 16 bits in a vector. */
const VECTOR_COLUMNS = 8;

/** Bytes that a search of a bank of the given size takes; a kernel can address `MAX_MEMORY_BYTES`. */
export function searchBytes(rows: number, columns: number): number {
  return layoutBytes(searchLayout(sizesOf({ rows, columns }, {})));
}

/** The layout of the memory that a search shares with its kernels. */
export type SearchLayout = ReturnType<typeof searchLayout>;

/** Lays out the memory that a search shares with its kernels. */
export function searchLayout(sizes: Sizes) {
  const { rows, columns, fineAxes, nearColumns, farColumns, spreadColumns, coarseColumns } = sizes;
  const { groupRows, groups, slices, sliceGroups, chunkQueries, blockQueries } = sizes;
  const slicedGroups = slices * sliceGroups;
  return {
    bank: { type: 'float32', length: rows * columns },
    bankNear: { type: 'int16', length: groups * groupRows * nearColumns },
    bankFar: { type: 'int16', length: rows * farColumns },
    bankCoarse: { type: 'int8', length: slicedGroups * groupRows * coarseColumns },
    bankNorms: { type: 'float64', length: rows },
    nearNorms: { type: 'float32', length: groups * groupRows },
    numbers: { type: 'uint32', length: rows },
    sliceScales: { type: 'float64', length: 4 * slices },
    mean: { type: 'float32', length: columns },
    queries: { type: 'float32', length: chunkQueries * columns },
    centered: { type: 'float32', length: chunkQueries * columns },
    projected: { type: 'float32', length: chunkQueries * fineAxes },
    norms: { type: 'float64', length: chunkQueries },
    near: { type: 'int16', length: chunkQueries * nearColumns },
    far: { type: 'int16', length: chunkQueries * farColumns },
    steps: { type: 'float64', length: chunkQueries },
    spreads: { type: 'float64', length: spreadColumns },
    coarse: { type: 'uint8', length: chunkQueries * coarseColumns },
    scales: { type: 'float64', length: 3 * chunkQueries },
    reaches: { type: 'float64', length: chunkQueries },
    minima: { type: 'int32', length: blockQueries * slicedGroups },
    groupBounds: { type: 'float64', length: 2 * groupRows },
    nearProducts: { type: 'int32', length: 4 },
    squared: { type: 'float64', length: chunkQueries * MAX_NEIGHBORS },
    indices: { type: 'uint32', length: chunkQueries * MAX_NEIGHBORS },
  } as const satisfies MemoryLayout;
}
