export { binomialInterval, type ShareInterval } from './binomialInterval.ts';
export { conformalPValue } from './conformalPValue.ts';
export { type DetectionCosts, type DetectionPoint, detectionCurve } from './detectionCurve.ts';
export { type DriftState, DriftTest } from './DriftTest.ts';
export {
  exceedanceProbability,
  exceedanceQuantile,
  fitGeneralizedPareto,
  type GeneralizedPareto,
} from './GeneralizedPareto.ts';
export { isFairSample } from './isFairSample.ts';
export { MAP_TAIL_LEVELS, MapRarity, mapTail } from './MapRarity.ts';
export { PlaceAccumulator, type PlaceStatistics, standardizePlaces } from './PlaceStatistics.ts';
export { imagesForRate, type RateSupport, rateSupport } from './rateSupport.ts';
export { betaQuantile, regularizedBeta } from './regularizedBeta.ts';
export { type RejectThreshold, rejectThreshold } from './rejectThreshold.ts';
export { ScoreCalibration } from './ScoreCalibration.ts';
export { fitTail, type ScoreTail, tailProbability, tailQuantile } from './ScoreTail.ts';
export { type TailFit, tailFit } from './tailFit.ts';
