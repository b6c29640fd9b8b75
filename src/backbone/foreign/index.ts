export type { GraphInput, GraphOutput, GraphOutputs } from './messages.ts';
export { type GraphFailure, type GraphResult, runForeignGraph } from './runForeignGraph.ts';
