export { defectGenerators, type GeneratedDefectType } from './defects/defectGenerators.ts';
export type { GeneratedDefect } from './defects/GeneratedDefect.ts';
export { tune, type TuneJob } from './tune.ts';
export type { TunedCandidate, Tuning, TuningAxes } from './Tuning.ts';
