export { type Confusion, confusionAt } from './confusionAt.ts';
export { detectionRateAt } from './detectionRateAt.ts';
export {
  bootstrapIntervals,
  type BootstrapOptions,
  type GroupedBootstrapOptions,
  type Statistic,
} from './intervals/bootstrapIntervals.ts';
export { wilsonInterval } from './intervals/closedForm.ts';
export {
  pairedBootstrap,
  pairedBootstrapOfMeans,
  type PairedDifference,
  type ScoredPair,
} from './intervals/pairedBootstrap.ts';
export type { Interval } from './intervals/percentileInterval.ts';
export type { Labels } from './Labels.ts';
export {
  type MeanAndDeviation,
  meanAndDeviation,
  meanAndDeviationOfAll,
} from './meanAndDeviation.ts';
export type { OverlapPoint } from './pixels/overlap.ts';
export { PixelConfusion, type PixelConfusionResult } from './pixels/PixelConfusion.ts';
export type { PixelIntervals } from './pixels/pixelIntervals.ts';
export { PixelMetrics, type PixelMetricsResult } from './pixels/PixelMetrics.ts';
export { median, quantile } from './quantile.ts';
export { auroc } from './ranking/auroc.ts';
export { averagePrecision } from './ranking/averagePrecision.ts';
export { type BestAccuracies, bestAccuracies, type F1Max, f1Max } from './ranking/bestThreshold.ts';
export {
  precisionRecallCurve,
  type PrecisionRecallPoint,
  rocCurve,
  type RocPoint,
} from './ranking/curves.ts';
export {
  type ScoreSummary,
  summarizeScores,
  type SummaryIntervals,
  summaryIntervals,
} from './summarizeScores.ts';
