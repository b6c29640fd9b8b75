export { farthestDistance, measureRows, selectRows } from './greedyCoreset';
export { centerRows, reduceRows, searchBlock, setSearch } from './nearestRows';
