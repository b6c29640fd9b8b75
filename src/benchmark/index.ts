export type { BenchmarkResult, BenchmarkStep, PlannedStep } from './BenchmarkStep.ts';
export {
  type BenchmarkFigure,
  type BenchmarkRow,
  type BenchmarkTable,
  benchmarkFigures,
} from './BenchmarkTable.ts';
export { type Comparison, compareEvaluations } from './compareEvaluations.ts';
export { countSharers } from './countSharers.ts';
export { fingerprintSteps } from './fingerprintSteps.ts';
export { estimateSteps, type StepEstimate } from './estimateSteps.ts';
export { type PaperResult, paperResultsFor } from './paperResults.ts';
export { type BenchmarkAxes, planBenchmark } from './planBenchmark.ts';
export { renderCsv } from './renderCsv.ts';
export { renderMarkdown } from './renderMarkdown.ts';
export { ResultStore } from './ResultStore.ts';
export { type BenchmarkJob, runBenchmark } from './runBenchmark.ts';
export { canRunInChild, runStepInChild } from './runStepInChild.ts';
export { runStepInProcess } from './runStepInProcess.ts';
export type { StepRunner } from './StepRunner.ts';
export { tabulate } from './tabulate.ts';
export { takeShots } from './takeShots.ts';
