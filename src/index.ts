export {
  type FitConfig,
  type FitOptions,
  type PresetName,
  presets,
  type RuntimeOptions,
} from './config/index.ts';
export type {
  DetectionCosts,
  DetectionPoint,
  DriftState,
  GeneralizedPareto,
  RateSupport,
  ScoreTail,
  ShareInterval,
  TailFit,
} from './core/calibration/index.ts';
export type { RgbImage } from './core/image/index.ts';
export type { Region } from './core/regions/index.ts';
export type { ImageScore, PValue } from './core/scoring/index.ts';
export type { Grid, Matrix } from './core/tensor/index.ts';
export type {
  Dataset,
  DatasetOptions,
  FoldersOptions,
  LayoutName,
  MaskShape,
  MaskSource,
  OpenDatasetOptions,
  Sample,
} from './datasets/index.ts';
export { openDataset, readFolders } from './datasets/index.ts';
export {
  type AdoptedModel,
  type AdoptJob,
  changeThreshold,
  type DefectReport,
  Detector,
  type DetectorOptions,
  type EvaluateJob,
  type EvaluatedImage,
  type Evaluation,
  evaluate,
  explainedOverlay,
  type Explanation,
  type FitJob,
  fit,
  type Images,
  type Inspection,
  type InspectionFailure,
  type InspectionJson,
  type InspectionTiming,
  type ModelFile,
  overlayOf,
  readModelFile,
  recalibrate,
  type RecalibrateOptions,
  replaceModelFile,
  reportDefects,
  roiOverlay,
  rollBack,
  screen,
  type ScreenedImage,
  screenedOverlay,
  type ThresholdChoice,
  type ThresholdSummary,
  thresholdSummary,
  update,
  type Updated,
  type UpdateOptions,
  writeModel,
  type ZoneVerdict,
} from './detector/index.ts';
export {
  type Difference,
  type ExportedModel,
  type ExportJob,
  type ExportManifest,
  exportModel,
  type ExportOptions,
  type Verification,
  verifyExported,
} from './export/index.ts';
export {
  Family,
  type FamilyInspection,
  type FamilyInspectionJson,
  type FamilyJob,
  type FamilyOptions,
  type FamilyProduct,
  type FamilyRouter,
  fitFamily,
  type RoutedImage,
  unknownSupport,
} from './family/index.ts';
export { importModel, type ImportOptions } from './import/index.ts';
export { type ErrorCode, errorCodes, NominalError } from './errors/index.ts';
export { collectImages } from './files/index.ts';
export {
  encodeJpeg,
  encodeMapPng,
  encodeNpy,
  encodePng,
  type ImageSource,
  type MapPng,
  type RawFrame,
} from './image/index.ts';
export type { Calibration, Model, ModelChange } from './model/index.ts';
export type { JobOptions, Progress } from './progress.ts';
