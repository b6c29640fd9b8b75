export { Detector, type DetectorOptions } from './Detector.ts';
export { type EvaluateJob, type Evaluation, evaluate } from './evaluate.ts';
export { fit } from './fit.ts';
export type { FitJob } from './Fitting.ts';
export type { Inspection, InspectionFailure, InspectionTiming } from './Inspection.ts';
export { type Explanation } from './explain.ts';
export { explainedOverlay } from './explainedOverlay.ts';
export { overlayOf } from './overlayOf.ts';
