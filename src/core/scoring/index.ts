export { anomalyMap } from './anomalyMap.ts';
export { densityWeight } from './densityWeight.ts';
export { highestPatch, highestValue } from './highestPatch.ts';
export { highestPatches } from './highestPatches.ts';
export { imageScore, scoreDensity } from './imageScore.ts';
export { patchScores } from './patchScores.ts';
export { topMean } from './topMean.ts';
export type { ImageScore, PValue } from './scoreTypes.ts';
