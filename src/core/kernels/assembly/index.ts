export { farthestDistance, measureRows, selectRows } from './greedyCoreset';
export { centerRows, reduceRows, searchGroups, setSearch } from './nearestRows';
export { resizeColumns, resizeRows } from './resize';
