export { foregroundCells } from './foregroundCells.ts';
export { localOutlierFactors } from './localOutlierFactors.ts';
export { pairwiseSquared } from './pairwiseSquared.ts';
