export { anomalyMap } from './anomalyMap.ts';
export { densityWeight } from './densityWeight.ts';
export { highestPatch } from './highestPatch.ts';
export { patchScores } from './patchScores.ts';
export type { ImageScore, PValue } from './scoreTypes.ts';
