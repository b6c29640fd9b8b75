export { anomalyMap } from './anomalyMap.ts';
export { densityWeight } from './densityWeight.ts';
export { highestPatch, highestValue } from './highestPatch.ts';
export { highestPatches } from './highestPatches.ts';
export { imageScore, scoreDensity } from './imageScore.ts';
export { PlacedScores } from './PlacedScores.ts';
export { scopedAnomalyMap } from './scopedAnomalyMap.ts';
export { patchScores } from './patchScores.ts';
export { pixelsInScope } from './pixelsInScope.ts';
export { type PatchZones, zoneScores } from './zoneScores.ts';
export { topMean } from './topMean.ts';
export {
  type ImageScore,
  type PValue,
  toImageScore,
  toPValue,
  type Verdict,
  verdictOf,
} from './scoreTypes.ts';
