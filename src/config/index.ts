export {
  type ArchitectureName,
  architectureNames,
  type CategoryName,
  categoryNames,
  type LayoutName,
  layoutNames,
  stressNames,
} from './choices/index.ts';
export { checkOptions, type OptionKinds } from './checkOptions.ts';
export { type Wording } from './expectedText.ts';
export { type ExportConfig, type ExportOptions, exportOptionsSchema } from './exportOptions.ts';
export {
  type FitConfig,
  type FitOptions,
  fitConfigSchema,
  resolveFitConfig,
  sizeSchema,
} from './fitConfig.ts';
export { type ImportConfig, type ImportOptions, importOptionsSchema } from './importOptions.ts';
export { type NatsOptions, natsOptionsSchema, natsTokenSchema } from './natsOptions.ts';
export { parseConfig } from './parseConfig.ts';
export { type PresetName, presets } from './presets.ts';
export {
  type DecodingConfig,
  decodeLimitsOf,
  type RuntimeConfig,
  type RuntimeOptions,
  resolveRuntimeConfig,
  runtimeConfigSchema,
} from './runtimeConfig.ts';
export { storedConfig } from './storedConfig.ts';
export { suggestion } from './suggestion.ts';
