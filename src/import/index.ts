export { importModel } from './importModel.ts';
export { type ImportConfig, type ImportOptions, importOptionsSchema } from './importOptions.ts';
