export { farthestDistance, measureRows, selectRows } from './greedyCoreset';
export { boundedRows, searchGroups, setSearch } from './nearestRows';
export { centerRows, coarseBank, coarseQueries, coarseReaches, fineRows } from './reducedRows';
export { resizeColumns, resizeRows } from './resize';
export { unfilterRows } from './unfilter';
