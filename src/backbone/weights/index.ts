export { invalidWeights } from './invalidWeights.ts';
export { openWeights } from './openWeights.ts';
export { PickleMachine } from './torch/PickleMachine.ts';
export type { PickleValue } from './torch/PickleValue.ts';
export type { WeightFile } from './WeightFile.ts';
