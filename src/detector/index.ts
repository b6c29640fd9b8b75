export {
  type AdoptedModel,
  adoptBank,
  type AdoptJob,
  adoptJobOptions,
  type ForeignBank,
} from './adoptBank.ts';
export { changeThreshold } from './changeThreshold.ts';
export { closedError } from './closedError.ts';
export { Detector, type DetectorOptions } from './Detector.ts';
export type { Explanation } from './explain.ts';
export { explainedOverlay } from './explainedOverlay.ts';
export { distinctImages } from './distinctImages.ts';
export { type EvaluateJob, evaluate } from './evaluate.ts';
export type {
  DefectTypeFigures,
  EvaluatedImage,
  Evaluation,
  RealizedFalseRejects,
} from './Evaluation.ts';
export { FeatureCache } from './FeatureCache.ts';
export { joinParts } from './ExtractedImage.ts';
export { fit } from './fit.ts';
export type { FitJob } from './Fitting.ts';
export { closeImages, type Images, listImages, openImages } from './Images.ts';
export type { Inspection, InspectionFailure, InspectionTiming } from './Inspection.ts';
export type { InspectionJson } from './inspectionJson.ts';
export { fitJobOptions, jobOf, jobOptions } from './jobOptions.ts';
export type { ZoneVerdict } from './zoneVerdicts.ts';
export { observeActivations } from './observeActivations.ts';
export { overlayOf } from './overlayOf.ts';
export { readModelFile, type ModelFile } from './readModelFile.ts';
export {
  type DefectReport,
  recalibrate,
  type RecalibrateOptions,
  reportDefects,
} from './recalibrate.ts';
export { previousStates, replaceModelFile, rollBack } from './replaceModelFile.ts';
export { roiOverlay } from './roiOverlay.ts';
export { screen, type ScreenedImage } from './screen.ts';
export { screenedOverlay } from './screenedOverlay.ts';
export { type ThresholdSummary, thresholdSummary } from './thresholdSummary.ts';
export type { ThresholdChoice } from './Thresholds.ts';
export { update, type Updated, type UpdateOptions } from './update.ts';
export { writeModel } from './writeModel.ts';
export { Pipeline } from './Pipeline.ts';
export { type PipelineProbe, probePipeline } from './probePipeline.ts';
