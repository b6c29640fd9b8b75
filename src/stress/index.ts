export { stress, type StressedDisturbance, stressNames, type StressReport } from './stress.ts';
