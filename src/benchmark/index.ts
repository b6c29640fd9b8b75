export type { BenchmarkResult, BenchmarkStep, PlannedStep } from './BenchmarkStep.ts';
export {
  type BenchmarkFigure,
  type BenchmarkRow,
  type BenchmarkTable,
  benchmarkFigures,
} from './BenchmarkTable.ts';
export { type Comparison, compareEvaluations } from './compareEvaluations.ts';
export { estimateSteps, type StepEstimate } from './estimateSteps.ts';
export { fingerprintSteps } from './fingerprintSteps.ts';
export { type PaperResult, paperResultsFor } from './paperResults.ts';
export { type BenchmarkAxes, planBenchmark, takeShots } from './planBenchmark.ts';
export { renderCsv, renderMarkdown } from './renderTable.ts';
export { ResultStore } from './ResultStore.ts';
export { type BenchmarkJob, runBenchmark } from './runBenchmark.ts';
export { countSharers } from './SharedFeatures.ts';
export { canRunInChild, runStepInChild, runStepInProcess, type StepRunner } from './StepRunner.ts';
export { tabulate } from './tabulate.ts';
