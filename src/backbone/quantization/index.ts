export { type ActivationRanges, activationRangesSchema } from './ActivationRanges.ts';
export { type NetworkInput, observeRanges } from './observeRanges.ts';
export { quantizeGraph } from './quantizeGraph.ts';
