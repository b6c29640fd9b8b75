export { anomalyMap, scopedAnomalyMap, pixelsInScope } from './anomalyMap.ts';
export {
  densityWeight,
  highestPatch,
  highestValue,
  highestPatches,
  imageScore,
  scoreDensity,
  topMean,
} from './imageScore.ts';
export { PlacedScores, patchScores } from './patchScores.ts';
export { type PatchZones, zoneScores } from './zoneScores.ts';
export {
  type ImageScore,
  type PValue,
  toImageScore,
  toPValue,
  type Verdict,
  verdictOf,
} from './scoreTypes.ts';
