export { type ExportedModel, type ExportJob, exportModel } from './exportModel.ts';
export type { ExportConfig, ExportOptions } from '../config/index.ts';
export { type ExportManifest, type SelfTest } from './metadata.ts';
export { type ExportedFile, readExported } from './readExported.ts';
export type { Difference } from './selfTest.ts';
export { type Verification, verifyExported } from './verifyExported.ts';
