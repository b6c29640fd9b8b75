export { type CoresetSelection, plainGreedyCoreset } from './plainGreedyCoreset.ts';
export { type GreedyCoresetOptions, greedyCoreset } from './greedyCoreset.ts';
export { uncoveredRows } from './uncoveredRows.ts';
export { placePoints } from './placePoints.ts';
export { randomProjection } from './randomProjection.ts';
export { type GreedyStart, startingDistances } from './startingDistances.ts';
