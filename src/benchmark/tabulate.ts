import { basename } from 'node:path';
import { meanAndDeviationOfAll } from '../core/metrics/index.ts';
import type { Evaluation } from '../detector/index.ts';
import { version } from '../version.ts';
import type { BenchmarkResult } from './BenchmarkStep.ts';
import {
  type BenchmarkFigure,
  type BenchmarkRow,
  type BenchmarkTable,
  benchmarkFigures,
} from './BenchmarkTable.ts';
import { paperResultsFor } from './paperResults.ts';

/**
 * Groups results into rows: one per category and configuration, with mean and deviation over the seeds.
 * With several categories, each configuration that all of them have gets a further row for their mean,
 * with the deviation of that mean over the seeds. A seed counts if every category has it.
 *
 * @param results at least one.
 */
export function tabulate(results: readonly BenchmarkResult[], command: string): BenchmarkTable {
  const categories = new Set(results.map(({ evaluation }) => evaluation.category));
  const rows = [...groupBy(results, rowKey).values()].map((own) =>
    rowOf(
      own,
      own[0].evaluation.category,
      own.map(({ evaluation }) => evaluation),
    ),
  );
  const meanRows =
    categories.size < 2
      ? []
      : [...groupBy(results, configurationKey).values()].flatMap((own) => {
          const means = seedMeans(own, categories.size);
          return means.length === 0 ? [] : [rowOf(own, null, means)];
        });
  return {
    generatedBy: `nominal ${version}`,
    command,
    rows: [...rows, ...meanRows],
    paper: paperResultsFor(
      results[0].evaluation.dataset,
      [...categories],
      new Set(results.map(({ step }) => step.shots)),
    ),
  };
}

type Figures = Readonly<Record<BenchmarkFigure, number | null>>;

function configurationKey({ step, evaluation }: BenchmarkResult): string {
  const { backbone, coresetRatio } = evaluation.config;
  return JSON.stringify([step.preset, backbone, step.shots, coresetRatio]);
}

function rowKey(result: BenchmarkResult): string {
  return `${result.evaluation.category} ${configurationKey(result)}`;
}

function groupBy(
  results: readonly BenchmarkResult[],
  keyOf: (result: BenchmarkResult) => string,
): Map<string, BenchmarkResult[]> {
  const groups = new Map<string, BenchmarkResult[]>();
  for (const result of results) {
    const key = keyOf(result);
    const own = groups.get(key);
    if (own === undefined) groups.set(key, [result]);
    else own.push(result);
  }
  return groups;
}

/** For each seed that has all categories, the mean of each figure; null if a category lacks it. */
function seedMeans(results: readonly BenchmarkResult[], categories: number): Figures[] {
  const bySeed = groupBy(results, ({ step }) => String(step.seed));
  const whole = [...bySeed.values()].filter((own) => own.length === categories);
  return whole.map((own) =>
    recordOf((figure) => {
      const values = own.map(({ evaluation }) => evaluation[figure]);
      return meanAndDeviationOfAll(values)?.mean ?? null;
    }),
  );
}

function rowOf(
  results: readonly BenchmarkResult[],
  category: string | null,
  runs: readonly (Figures | Evaluation)[],
): BenchmarkRow {
  const [{ step, evaluation }] = results;
  return {
    dataset: evaluation.dataset,
    category,
    preset: step.preset,
    backbone: basename(evaluation.config.backbone),
    shots: step.shots,
    coresetRatio: evaluation.config.coresetRatio,
    bankLimited: results.some(({ evaluation: { bankRows, config } }) =>
      [config.bankRows, config.maxBankRows].includes(bankRows),
    ),
    figures: recordOf((figure) => {
      const values = runs.map((run) => run[figure]);
      return meanAndDeviationOfAll(values);
    }),
  };
}

function recordOf<Value>(of: (figure: BenchmarkFigure) => Value): Record<BenchmarkFigure, Value> {
  const entries = benchmarkFigures.map((figure) => [figure, of(figure)] as const);
  return Object.fromEntries(entries) as Record<BenchmarkFigure, Value>;
}
