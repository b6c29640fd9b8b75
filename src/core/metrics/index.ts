export { auroc } from './auroc.ts';
export { averagePrecision } from './averagePrecision.ts';
export { type BestAccuracies, bestAccuracies } from './bestAccuracies.ts';
export {
  type BootstrapOptions,
  bootstrapIntervals,
  type GroupedBootstrapOptions,
  type Interval,
  type Statistic,
} from './bootstrapIntervals.ts';
export type { Labels } from './checkScores.ts';
export { type Confusion, confusionAt } from './confusionAt.ts';
export { detectionRateAt } from './detectionRateAt.ts';
export { type F1Max, f1Max } from './f1Max.ts';
export { type MeanAndDeviation, meanAndDeviation } from './meanAndDeviation.ts';
export { meanAndDeviationOfAll } from './meanAndDeviationOfAll.ts';
export { median } from './median.ts';
export type { OverlapPoint } from './overlapCurveOfGroups.ts';
export {
  type PairedDifference,
  pairedBootstrap,
  pairedBootstrapOfMeans,
  type ScoredPair,
} from './pairedBootstrap.ts';
export { PixelConfusion, type PixelConfusionResult } from './PixelConfusion.ts';
export { PixelMetrics, type PixelMetricsResult } from './PixelMetrics.ts';
export type { PixelIntervals } from './pixelIntervals.ts';
export { type PrecisionRecallPoint, precisionRecallCurve } from './precisionRecallCurve.ts';
export { quantile } from './quantile.ts';
export { type RocPoint, rocCurve } from './rocCurve.ts';
export { shareInterval } from './shareInterval.ts';
export {
  type ScoreSummary,
  type SummaryIntervals,
  summarizeScores,
  summaryIntervals,
} from './summarizeScores.ts';
