export { type Architecture, type ArchitectureName, architectures } from './architectures.ts';
export { type ImportedTrunk, importWeights } from './importWeights.ts';
