export type { GeneratedDefect } from './defects/blend.ts';
export { defectGenerators, type GeneratedDefectType } from './defects/defectGenerators.ts';
export { foundOfGenerated, type FoundOfGenerated } from './foundOfGenerated.ts';
export { sizesToTry } from './sizesToTry.ts';
export { tune, type TuneJob } from './tune.ts';
export type { TunedCandidate, Tuning, TuningAxes } from './Tuning.ts';
