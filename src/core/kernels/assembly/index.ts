export { farthestDistance, measureRows, selectRows } from './greedyCoreset';
export { boundedRows, searchGroups, setSearch } from './nearestRows';
export {
  centerRows,
  coarseBank,
  coarseError,
  coarseQueries,
  coarseReach,
  fineRows,
} from './reducedRows';
export { resizeColumns, resizeRows } from './resize';
export { unfilterRows } from './unfilter';
