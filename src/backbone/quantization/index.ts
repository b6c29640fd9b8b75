export {
  type ActivationRanges,
  activationRangesSchema,
  type NetworkInput,
  observeRanges,
} from './activationRanges.ts';
export { quantizeGraph } from './quantizeGraph.ts';
