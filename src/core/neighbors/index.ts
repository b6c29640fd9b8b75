export { NeighborSearch, type NeighborSearchOptions } from './NeighborSearch.ts';
export type { Neighbors } from './Neighbors.ts';
export { plainNearestRows } from './plainNearestRows.ts';
