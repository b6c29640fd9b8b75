export { localOutlierFactors } from './localOutlierFactors.ts';
export { pairwiseSquared } from './pairwiseSquared.ts';
