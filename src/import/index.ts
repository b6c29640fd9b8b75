export { importModel } from './importModel.ts';
export type { ImportConfig, ImportOptions } from '../config/index.ts';
