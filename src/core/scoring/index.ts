export { anomalyMap } from './anomalyMap.ts';
export { densityWeight } from './densityWeight.ts';
export { highestPatch } from './highestPatch.ts';
export { imageScore } from './imageScore.ts';
export { patchScores } from './patchScores.ts';
export type { ImageScore, PValue } from './scoreTypes.ts';
