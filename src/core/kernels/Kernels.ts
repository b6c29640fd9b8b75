import { kernelBytes } from './generated/kernelBytes.ts';

/** The functions of the compiled kernels; see their sources in assembly/. Pointers are byte offsets. */
export interface Kernels {
  measureRows(
    minima: number,
    rows: number,
    rowBytes: number,
    count: number,
    columns: number,
    norms: number,
    bounds: number,
    centers: number,
    centerCount: number,
    groupCenters: number,
    gamma: number,
    largestNorm: number,
  ): void;
  selectRows(
    active: number,
    activeCount: number,
    numbers: number,
    rows: number,
    rowBytes: number,
    columns: number,
    norms: number,
    bounds: number,
    seen: number,
    outsideBound: number,
    outsideRow: number,
    centers: number,
    factors: number,
    largestNorm: number,
    selected: number,
    wanted: number,
    picks: number,
  ): number;
  farthestDistance(): number;
  centerRows(
    rows: number,
    count: number,
    columns: number,
    mean: number,
    out: number,
    norms: number,
  ): void;
  reduceRows(
    projected: number,
    count: number,
    axes: number,
    norms: number,
    lost: number,
    fine: number,
    fineColumns: number,
    coarse: number,
    coarseAxes: number,
    factor: number,
    lastScale: number,
    lastShift: number,
  ): void;
  setSearch(
    bank: number,
    bankFine: number,
    bankNorms: number,
    numbers: number,
    rows: number,
    groupRows: number,
    groupBounds: number,
    columns: number,
    fineColumns: number,
    neighbors: number,
    gamma: number,
    largestNorm: number,
  ): void;
  searchGroups(
    minima: number,
    queryCount: number,
    groups: number,
    queries: number,
    queriesFine: number,
    queryNorms: number,
    squared: number,
    indices: number,
  ): number;
  resizeRows(
    source: number,
    rows: number,
    sourceWidth: number,
    first: number,
    counts: number,
    weights: number,
    span: number,
    width: number,
    out: number,
  ): void;
  resizeColumns(
    source: number,
    rowBytes: number,
    first: number,
    counts: number,
    weights: number,
    span: number,
    height: number,
    out: number,
  ): void;
}

let compiled: WebAssembly.Module | undefined;

/** The kernels on a memory of one's own. Needs WebAssembly SIMD (Node ≥ 16, browsers since 2021). */
export function instantiateKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(kernelBytes), (c) => c.charCodeAt(0)));
  const abort = () => {
    throw new RangeError('a kernel was called out of range');
  };
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory, abort } });
  return exports as unknown as Kernels;
}
