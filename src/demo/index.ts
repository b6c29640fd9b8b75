export { type CategoryName, categoryNames } from './categories.ts';
export type { DatasetOptions } from './DatasetOptions.ts';
export { defectsOf } from './defectsOf.ts';
export { type DefectType, defectTypes } from './defectTypes.ts';
export { type DatasetSample, generateDataset } from './generateDataset.ts';
export { type GeneratedPart, generatePart } from './generatePart.ts';
export type { PartOptions } from './PartOptions.ts';
export { type WriteDatasetOptions, writeDataset } from './writeDataset.ts';
export { fractalNoise } from './noise/fractalNoise.ts';
