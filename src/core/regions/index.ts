export { type ConnectedComponents, connectedComponents } from './connectedComponents.ts';
export { dilate } from './dilate.ts';
export { findRegions, type Region, type RegionOptions } from './findRegions.ts';
export { highestPlace } from './highestPlace.ts';
export type { Point } from './simplifyPolygon.ts';
