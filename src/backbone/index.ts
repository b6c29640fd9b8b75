export {
  type BackboneOptions,
  BackboneSession,
  type ExtractedFeatures,
} from './BackboneSession.ts';
export { chosenTaps } from './chosenTaps.ts';
export { type BackboneManifest, type BackboneTap, backboneManifestSchema } from './manifest.ts';
export {
  type ActivationRanges,
  activationRangesSchema,
  type NetworkInput,
  observeRanges,
} from './quantization/index.ts';
export { type ResolvedBackbone, resolveBackbone } from './resolveBackbone.ts';
export { shippedBackbones } from './shippedBackbones.ts';
