export { balancingScales } from './balancingScales.ts';
export { createPoolingPlan } from './createPoolingPlan.ts';
export type { PoolingMethod, PoolingOptions, PoolingPlan, TapPooling } from './PoolingPlan.ts';
export { patchFeatures } from './patchFeatures.ts';
