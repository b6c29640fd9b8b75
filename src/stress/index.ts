export {
  stress,
  type StressedDisturbance,
  stressNames,
  type StressOptions,
  type StressReport,
  type StressStep,
} from './stress.ts';
