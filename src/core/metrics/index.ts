export { auroc } from './ranking/auroc.ts';
export { averagePrecision } from './ranking/averagePrecision.ts';
export { type BestAccuracies, bestAccuracies } from './ranking/bestAccuracies.ts';
export {
  type BootstrapOptions,
  bootstrapIntervals,
  type GroupedBootstrapOptions,
  type Interval,
  type Statistic,
} from './intervals/bootstrapIntervals.ts';
export type { Labels } from './checkScores.ts';
export { type Confusion, confusionAt } from './confusionAt.ts';
export { detectionRateAt } from './detectionRateAt.ts';
export { type F1Max, f1Max } from './ranking/f1Max.ts';
export { type MeanAndDeviation, meanAndDeviation } from './meanAndDeviation.ts';
export { meanAndDeviationOfAll } from './meanAndDeviationOfAll.ts';
export { median } from './median.ts';
export type { OverlapPoint } from './pixels/overlapCurveOfGroups.ts';
export {
  type PairedDifference,
  pairedBootstrap,
  pairedBootstrapOfMeans,
  type ScoredPair,
} from './intervals/pairedBootstrap.ts';
export { PixelConfusion, type PixelConfusionResult } from './pixels/PixelConfusion.ts';
export { PixelMetrics, type PixelMetricsResult } from './pixels/PixelMetrics.ts';
export type { PixelIntervals } from './pixels/pixelIntervals.ts';
export { type PrecisionRecallPoint, precisionRecallCurve } from './ranking/precisionRecallCurve.ts';
export { quantile } from './quantile.ts';
export { type RocPoint, rocCurve } from './ranking/rocCurve.ts';
export { shareInterval } from './intervals/shareInterval.ts';
export {
  type ScoreSummary,
  type SummaryIntervals,
  summarizeScores,
  summaryIntervals,
} from './summarizeScores.ts';
