export { balancingScales } from './balancingScales.ts';
export { ColumnProfile } from './ColumnProfile.ts';
export { copyPlaces, type CopyView } from './copyPlaces.ts';
export { createPoolingPlan } from './createPoolingPlan.ts';
export { patchFeatures } from './patchFeatures.ts';
export { cellOf, type PatchPlaces, placesInScope, sharedGrid } from './PatchPlaces.ts';
export type { PoolingMethod, PoolingOptions, PoolingPlan, TapPooling } from './PoolingPlan.ts';
export { type GridWindow, tilePlaces } from './tilePlaces.ts';
