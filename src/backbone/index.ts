export { type BackboneOptions, BackboneSession } from './BackboneSession.ts';
export { chosenTaps, tapChannels } from './taps.ts';
export { type Device, devices } from './device.ts';
export type { BackboneOutput, FeatureExtractor } from './FeatureExtractor.ts';
export { membersOf, openBackbone } from './openBackbone.ts';
export { type BackboneManifest, type BackboneTap, backboneManifestSchema } from './manifest.ts';
export {
  type ActivationRanges,
  activationRangesSchema,
  type NetworkInput,
  observeRanges,
} from './quantization/index.ts';
export { inputMultiple, patchStride } from './patchStride.ts';
export { requireAllowedBackbone } from './requireAllowedBackbone.ts';
export { type ResolvedBackbone, resolveBackbone } from './resolveBackbone.ts';
export { shippedBackboneDirectory, shippedBackbones } from './shippedBackbones.ts';
export type { AddedBackbone, AddOptions } from './catalog/AddOptions.ts';
export { addGraph, type SourceGraph } from './catalog/addGraph.ts';
export { addBackbone } from './catalog/addBackbone.ts';
export { type CatalogEntry, catalog } from './catalog/catalog.ts';
export { type BackboneListing, listBackbones } from './catalog/listBackbones.ts';
export { type PullOptions, pullBackbone } from './catalog/pullBackbone.ts';
export { removeBackbone } from './catalog/removeBackbone.ts';
export { type ArchitectureName, architectures } from './importers/weights/index.ts';
