export type { AnyIterable } from './async/index.ts';
export {
  type FitConfig,
  type FitOptions,
  type PresetName,
  presets,
  type RuntimeOptions,
  stressNames,
} from './config/index.ts';
export type {
  Appearance,
  ImageChange,
  LikelyCause,
  UsualAppearance,
} from './core/appearance/index.ts';
export type {
  DetectionCosts,
  DetectionPoint,
  DriftDirection,
  DriftState,
  GeneralizedPareto,
  RateSupport,
  RejectState,
  ScoreTail,
  ShareInterval,
  TailFit,
} from './core/calibration/index.ts';
export type { Resolution, RgbImage, Size, SuggestedSize } from './core/image/index.ts';
export type { Picture } from './core/registration/index.ts';
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
  type DefectTypeFigures,
  Detector,
  type DetectorOptions,
  evaluate,
  type EvaluatedImage,
  type EvaluateJob,
  type Evaluation,
  explainedOverlay,
  type Explanation,
  fit,
  type FitJob,
  type Images,
  type ImageSources,
  type Inspection,
  type InspectionFailure,
  type InspectionJson,
  type InspectionTiming,
  type ModelFile,
  overlayOf,
  readModelFile,
  type RealizedFalseRejects,
  recalibrate,
  type RecalibrateOptions,
  replaceModelFile,
  reportDefects,
  roiOverlay,
  rollBack,
  screen,
  type ScreenedImage,
  type ScreenedJson,
  screenedOverlay,
  type TestsJob,
  type ThresholdChange,
  type ThresholdChoice,
  type ThresholdSetter,
  type ThresholdSetters,
  type ZoneSetters,
  thresholdSetters,
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
export {
  type ErrorCode,
  errorCodes,
  type ErrorDetails,
  type ErrorFacts,
  type ErrorParts,
  type ErrorReason,
  type ErrorReasoned,
  errorReasons,
  type ErrorWords,
  NominalError,
} from './errors/index.ts';
export { collectImages, type CollectOptions, type LeftOut } from './files/index.ts';
export {
  type Colorfulness,
  type DepthRange,
  encodeJpeg,
  encodeMapPng,
  encodeNpy,
  encodePng,
  type ImageSource,
  type ImageWarning,
  type MapPng,
  type RawFrame,
  type SeenImages,
  type SeenRange,
} from './image/index.ts';
export type {
  BackboneReference,
  Calibration,
  CopiedImage,
  Framing,
  Model,
  ModelChange,
  ScorePlace,
  TrainingImage,
} from './model/index.ts';
export type { JobOptions, Progress } from './progress.ts';
export {
  stress,
  type StressedDisturbance,
  type StressOptions,
  type StressReport,
  type StressStep,
} from './stress/index.ts';
