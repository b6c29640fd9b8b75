export { anomalyMap, pixelsInScope, scopedAnomalyMap } from './anomalyMap.ts';
export {
  type DensityBank,
  densityWeight,
  highestPatch,
  highestPatches,
  highestValue,
  imageScore,
  scoreDensity,
  topCount,
  topMean,
} from './imageScore.ts';
export { patchScores, PlacedScores } from './patchScores.ts';
export { scorePeak } from './scorePeak.ts';
export {
  type ImageScore,
  type PValue,
  toImageScore,
  toPValue,
  type Verdict,
  verdictOf,
} from './scoreTypes.ts';
export { type PatchZones, zoneMap, zoneScores } from './zoneScores.ts';
