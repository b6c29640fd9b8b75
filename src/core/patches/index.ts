export { balancingScales } from './balancingScales.ts';
export { copyPlaces, type CopyView } from './copyPlaces.ts';
export { createPoolingPlan } from './createPoolingPlan.ts';
export type { PoolingMethod, PoolingOptions, PoolingPlan, TapPooling } from './PoolingPlan.ts';
export { patchFeatures } from './patchFeatures.ts';
export { cellOf, type PatchPlaces } from './PatchPlaces.ts';
export { placesInScope } from './placesInScope.ts';
export { sharedGrid } from './sharedGrid.ts';
export { type GridWindow, tilePlaces } from './tilePlaces.ts';
