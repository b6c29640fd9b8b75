export { foregroundCells } from './foregroundCells.ts';
export { localOutlierFactors, pairwiseSquared } from './localOutlierFactors.ts';
