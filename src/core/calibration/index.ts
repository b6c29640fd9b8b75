export { binomialInterval, type ShareInterval, isFairSample } from './binomial.ts';
export { conformalPValue, type RejectThreshold, rejectThreshold } from './conformal.ts';
export { type DetectionCosts, type DetectionPoint, detectionCurve } from './detectionCurve.ts';
export { type DriftState, DriftTest } from './DriftTest.ts';
export {
  exceedanceProbability,
  exceedanceQuantile,
  fitGeneralizedPareto,
  type GeneralizedPareto,
} from './GeneralizedPareto.ts';
export { MAP_TAIL_LEVELS, MapRarity, mapTail } from './MapRarity.ts';
export { PlaceAccumulator, type PlaceStatistics, standardizePlaces } from './PlaceStatistics.ts';
export { imagesForRate, type RateSupport, rateSupport } from './rateSupport.ts';
export { betaQuantile, regularizedBeta } from './regularizedBeta.ts';
export { ScoreCalibration } from './ScoreCalibration.ts';
export {
  fitTail,
  type ScoreTail,
  tailProbability,
  tailQuantile,
  type TailFit,
  tailFit,
} from './ScoreTail.ts';
