export {
  binomialInterval,
  type HeldThreshold,
  isFairSample,
  type ShareInterval,
} from './binomial.ts';
export { conformalPValue, type RejectThreshold, rejectThreshold } from './conformal.ts';
export { type DetectionCosts, detectionCurve, type DetectionPoint } from './detectionCurve.ts';
export {
  type DriftDirection,
  type DriftState,
  DriftTest,
  type DriftTestOptions,
  toleratedFalls,
} from './DriftTest.ts';
export {
  exceedanceProbability,
  exceedanceQuantile,
  fitGeneralizedPareto,
  type GeneralizedPareto,
} from './GeneralizedPareto.ts';
export { type HeatScale, heatScaleOf } from './heatScale.ts';
export { MAP_TAIL_LEVELS, MapRarity, mapTail } from './MapRarity.ts';
export {
  PlaceAccumulator,
  type PlaceExplanation,
  type PlaceStatistics,
  standardizePlaces,
} from './PlaceStatistics.ts';
export { imagesForRate, type RateSupport, rateSupport } from './rateSupport.ts';
export { type ScoreSetter, type ScoreSetters, scoreSetters } from './scoreSetters.ts';
export { highestRejectShare, type RejectState, RejectTest } from './RejectTest.ts';
export { betaQuantile, regularizedBeta } from './regularizedBeta.ts';
export { ScoreCalibration } from './ScoreCalibration.ts';
export {
  fitTail,
  type ScoreTail,
  type TailFit,
  tailFit,
  tailProbability,
  tailQuantile,
} from './ScoreTail.ts';
