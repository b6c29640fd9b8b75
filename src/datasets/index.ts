export type { Dataset } from './Dataset.ts';
export type { MaskOptions } from './MaskOptions.ts';
export { type OpenDatasetOptions, openDataset } from './openDataset.ts';
export { type FoldersOptions, readFolders } from './readFolders.ts';
export { readMask } from './readMask.ts';
export { type MtdOptions, readMtd } from './readMtd.ts';
export { readMvtec } from './readMvtec.ts';
export type { Sample } from './Sample.ts';
