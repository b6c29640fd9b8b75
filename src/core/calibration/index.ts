export { conformalPValue } from './conformalPValue.ts';
export {
  exceedanceProbability,
  exceedanceQuantile,
  fitGeneralizedPareto,
  type GeneralizedPareto,
} from './GeneralizedPareto.ts';
export { type RejectThreshold, rejectThreshold } from './rejectThreshold.ts';
export { PlaceAccumulator, type PlaceStatistics, standardizePlaces } from './PlaceStatistics.ts';
