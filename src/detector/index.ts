export { describeAlarms } from './inspect/describeAlarms.ts';
export {
  type AdoptedModel,
  adoptBank,
  type AdoptJob,
  adoptJobOptions,
  type ForeignBank,
} from './revise/adoptBank.ts';
export { setterOverlay } from './overlays/setterOverlay.ts';
export {
  type ThresholdSetter,
  type ThresholdSetters,
  type ZoneSetters,
  thresholdSetters,
} from './scoring/thresholdSetters.ts';
export { changeThreshold, type ThresholdChange } from './revise/changeThreshold.ts';
export { closedError } from './inspect/closedError.ts';
export { Detector, type DetectorOptions } from './inspect/Detector.ts';
export type { Explanation } from './inspect/explain.ts';
export { explainedOverlay } from './overlays/explainedOverlay.ts';
export { distinctImages } from './images/copies.ts';
export { type EvaluateJob, evaluate } from './evaluate/evaluate.ts';
export type {
  DefectTypeFigures,
  EvaluatedImage,
  Evaluation,
  RealizedFalseRejects,
} from './evaluate/Evaluation.ts';
export { FeatureCache } from './features/FeatureCache.ts';
export { joinParts } from './features/ExtractedImage.ts';
export { fit } from './fit/fit.ts';
export { type FitJob, fitJobOptions } from './fit/FitJob.ts';
export {
  closeImages,
  type Images,
  type ImageSources,
  listImages,
  openImages,
} from './images/Images.ts';
export type {
  Inspection,
  InspectionFailure,
  InspectionJson,
  InspectionTiming,
} from './inspect/Inspection.ts';
export { jobOf, jobOptions } from './jobOptions.ts';
export type { ZoneVerdict } from './scoring/zoneVerdicts.ts';
export { observeActivations } from './fit/framing/observeActivations.ts';
export { readResolution } from './fit/framing/observeResolution.ts';
export { overlayOf } from './overlays/overlayOf.ts';
export { readModelFile, type ModelFile } from './modelFile/readModelFile.ts';
export {
  type DefectReport,
  recalibrate,
  type RecalibrateOptions,
  reportDefects,
} from './revise/recalibrate.ts';
export { previousStates, replaceModelFile, rollBack } from './modelFile/replaceModelFile.ts';
export { roiOverlay } from './overlays/roiOverlay.ts';
export { screen, type ScreenedImage, type ScreenedJson } from './fit/screening/screen.ts';
export { screenedOverlay } from './overlays/screenedOverlay.ts';
export {
  type ThresholdChoice,
  type ThresholdSummary,
  thresholdSummary,
} from './scoring/Thresholds.ts';
export { update, type Updated, type UpdateOptions } from './revise/update.ts';
export { writeModel } from './modelFile/writeModel.ts';
export { Pipeline } from './features/Pipeline.ts';
export { type PipelineProbe, probePipeline } from './features/probePipeline.ts';
export { fitByShards, type SpreadFit } from './fit/fitByShards.ts';
export { measureImages } from './fit/shards/measureImages.ts';
export { type ReducedImages, reduceImages } from './fit/shards/reduceImages.ts';
export type { PlacedBank, ShardCrew } from './fit/shards/ShardCrew.ts';
export type { ShardPlan } from './fit/shards/ShardPlan.ts';
export type { MeasuredImage } from './scoring/Scorer.ts';
export type { TestsJob } from './evaluate/measureTests.ts';
