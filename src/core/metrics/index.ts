export { auroc } from './auroc.ts';
export { averagePrecision } from './averagePrecision.ts';
export type { Labels } from './checkScores.ts';
export { type Confusion, confusionAt } from './confusionAt.ts';
export { detectionRateAt } from './detectionRateAt.ts';
export { type F1Max, f1Max } from './f1Max.ts';
export { PixelMetrics, type PixelMetricsResult } from './PixelMetrics.ts';
export { type PrecisionRecallPoint, precisionRecallCurve } from './precisionRecallCurve.ts';
export { type RocPoint, rocCurve } from './rocCurve.ts';
