export { stress, type StressedDisturbance, type StressReport } from './stress.ts';
