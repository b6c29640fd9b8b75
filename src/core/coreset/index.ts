export { coresetsWithout, type GroupedRows } from './coresetsWithout.ts';
export { greedyCoreset, type GreedyCoresetOptions } from './greedyCoreset.ts';
export { placePoints, type PointPlaces } from './placePoints.ts';
export { type CoresetSelection, plainGreedyCoreset } from './plainGreedyCoreset.ts';
export { randomProjection } from './randomProjection.ts';
export { type GreedyStart, startingDistances } from './startingDistances.ts';
export { uncoveredRows } from './uncoveredRows.ts';
