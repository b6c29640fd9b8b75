export type { Neighbors } from './Neighbors.ts';
export { NeighborSearch } from './NeighborSearch.ts';
export { type BankPlaces, type GridSize, PlacedSearch, type QueryPlaces } from './PlacedSearch.ts';
export { plainNearestRows } from './plainNearestRows.ts';
export { type NeighborSearchOptions, searchBytes } from './searchMemory.ts';
