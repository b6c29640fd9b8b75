export { type CategoryName, categoryNames, defectsOf } from './categories.ts';
export { type DatasetOptions, type DatasetSample, generateDataset } from './generateDataset.ts';
export { demoParts } from './demoParts.ts';
export { type DefectType, defectTypes } from './defectTypes.ts';
export { type GeneratedPart, generatePart } from './generatePart.ts';
export type { PartOptions } from './PartOptions.ts';
export { type WriteDatasetOptions, writeDataset } from './writeDataset.ts';
export { fractalNoise } from './noise.ts';
