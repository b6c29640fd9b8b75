import { kernelBytes } from './generated/kernelBytes.ts';

/**
 * The arguments of each kernel in the order of its source in assembly/, where they are documented.
 * Places in memory are byte offsets, see {@link KernelMemory.at}.
 */
export const kernelArguments = {
  centerRows: ['rows', 'count', 'columns', 'mean', 'out', 'norms'],
  fineRows: [
    ...['projected', 'count', 'axes', 'norms', 'lost', 'nearAxes', 'nearColumns'],
    ...['farColumns', 'reach', 'step', 'steps', 'isBank', 'first', 'near', 'far'],
  ],
  coarseReaches: [
    ...['projected', 'count', 'axes', 'norms', 'lost', 'coarseAxes', 'width', 'spreads'],
    'reaches',
  ],
  coarseBank: [
    ...['projected', 'norm', 'lost', 'coarseAxes', 'width', 'spreads', 'step', 'digit'],
    ...['offset', 'out', 'stride'],
  ],
  coarseQueries: [
    ...['projected', 'count', 'axes', 'norms', 'lost', 'coarseAxes', 'width', 'spreads'],
    ...['step', 'out', 'columns', 'scales'],
  ],
  setSearch: [
    ...['bank', 'bankNear', 'bankFar', 'bankNorms', 'nearNorms', 'numbers', 'groupRows'],
    ...[
      'groups',
      'sliceGroups',
      'sliceScales',
      'groupBounds',
      'nearProducts',
      'columns',
      'nearColumns',
    ],
    ...['farColumns', 'fineStep', 'neighbors', 'gamma', 'fineGamma', 'largestNorm'],
  ],
  boundedRows: [],
  searchGroups: [
    ...['minima', 'scales', 'queryCount', 'queries', 'queriesNear', 'queriesFar'],
    ...['steps', 'queryNorms', 'squared', 'indices'],
  ],
  measureRows: [
    ...['minima', 'rows', 'rowBytes', 'count', 'columns', 'norms'],
    ...['bounds', 'centers', 'centerCount', 'groupCenters', 'gamma', 'largestNorm'],
  ],
  selectRows: [
    ...['active', 'activeCount', 'numbers', 'rows', 'rowBytes', 'columns'],
    ...['norms', 'bounds', 'seen', 'outsideBound', 'outsideRow', 'centers'],
    ...['factors', 'largestNorm', 'selected', 'wanted', 'picks', 'pickedBounds'],
  ],
  farthestDistance: [],
  resizeRows: [
    ...['source', 'rows', 'sourceWidth', 'first', 'counts', 'weights'],
    ...['span', 'width', 'out'],
  ],
  resizeColumns: [
    ...['source', 'rowBytes', 'first', 'counts', 'weights', 'span'],
    ...['height', 'out'],
  ],
  unfilterRows: ['source', 'rows', 'rowBytes', 'pixelBytes', 'out'],
} as const;

type KernelName = keyof typeof kernelArguments;

/** The arguments of a kernel by name. */
type Arguments<Name extends KernelName> = Readonly<
  Record<(typeof kernelArguments)[Name][number], number>
>;

/** The compiled kernels on one memory. */
export interface Kernels {
  centerRows(args: Arguments<'centerRows'>): void;
  fineRows(args: Arguments<'fineRows'>): void;
  coarseReaches(args: Arguments<'coarseReaches'>): void;
  /** @returns the norm of what rounding changed. */
  coarseBank(args: Arguments<'coarseBank'>): number;
  coarseQueries(args: Arguments<'coarseQueries'>): void;
  setSearch(args: Arguments<'setSearch'>): void;
  /** @returns the number of distances that were computed in full. */
  searchGroups(args: Arguments<'searchGroups'>): number;
  /** Number of bank rows whose own bounds were computed since `setSearch`. */
  boundedRows(): number;
  measureRows(args: Arguments<'measureRows'>): void;
  /** @returns the number of rows picked; once the selection has ended, −1 less that number. */
  selectRows(args: Arguments<'selectRows'>): number;
  /** Squared distance of the farthest row when the selection ended. */
  farthestDistance(): number;
  resizeRows(args: Arguments<'resizeRows'>): void;
  resizeColumns(args: Arguments<'resizeColumns'>): void;
  /** @returns the number of rows before the first one whose filter is unknown. */
  unfilterRows(args: Arguments<'unfilterRows'>): number;
}

let compiled: WebAssembly.Module | undefined;

/** Instantiates the kernels on a memory. Needs WebAssembly SIMD (Node ≥ 16, browsers since 2021). */
export function instantiateKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(kernelBytes), (c) => c.charCodeAt(0)));
  const abort = () => {
    throw new RangeError('a kernel was called out of range');
  };
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory, abort } });
  const byPosition = exports as Readonly<Record<KernelName, (...args: number[]) => number>>;
  const named =
    <Name extends KernelName>(name: Name) =>
    (args: Arguments<Name>): number => {
      const order: readonly (keyof Arguments<Name>)[] = kernelArguments[name];
      return byPosition[name](...order.map((argument) => args[argument]));
    };
  return {
    centerRows: named('centerRows'),
    fineRows: named('fineRows'),
    coarseReaches: named('coarseReaches'),
    coarseBank: named('coarseBank'),
    coarseQueries: named('coarseQueries'),
    setSearch: named('setSearch'),
    searchGroups: named('searchGroups'),
    boundedRows: () => byPosition.boundedRows(),
    measureRows: named('measureRows'),
    selectRows: named('selectRows'),
    farthestDistance: () => byPosition.farthestDistance(),
    resizeRows: named('resizeRows'),
    resizeColumns: named('resizeColumns'),
    unfilterRows: named('unfilterRows'),
  };
}
