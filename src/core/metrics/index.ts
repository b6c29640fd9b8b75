export { auroc } from './ranking/auroc.ts';
export { averagePrecision } from './ranking/averagePrecision.ts';
export { type BestAccuracies, bestAccuracies, type F1Max, f1Max } from './ranking/bestThreshold.ts';
export {
  type BootstrapOptions,
  bootstrapIntervals,
  type GroupedBootstrapOptions,
  type Statistic,
} from './intervals/bootstrapIntervals.ts';
export type { Labels } from './Labels.ts';
export { type Confusion, confusionAt } from './confusionAt.ts';
export { detectionRateAt } from './detectionRateAt.ts';
export {
  type MeanAndDeviation,
  meanAndDeviation,
  meanAndDeviationOfAll,
} from './meanAndDeviation.ts';
export { median, quantile } from './quantile.ts';
export type { OverlapPoint } from './pixels/overlap.ts';
export {
  type PairedDifference,
  pairedBootstrap,
  pairedBootstrapOfMeans,
  type ScoredPair,
} from './intervals/pairedBootstrap.ts';
export { PixelConfusion, type PixelConfusionResult } from './pixels/PixelConfusion.ts';
export { PixelMetrics, type PixelMetricsResult } from './pixels/PixelMetrics.ts';
export type { PixelIntervals } from './pixels/pixelIntervals.ts';
export {
  type PrecisionRecallPoint,
  precisionRecallCurve,
  type RocPoint,
  rocCurve,
} from './ranking/curves.ts';
export type { Interval } from './intervals/percentileInterval.ts';
export { shareInterval } from './intervals/closedForm.ts';
export {
  type ScoreSummary,
  type SummaryIntervals,
  summarizeScores,
  summaryIntervals,
} from './summarizeScores.ts';
