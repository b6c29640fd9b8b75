export {
  stress,
  type StressedDisturbance,
  type StressOptions,
  type StressReport,
  type StressStep,
} from './stress.ts';
