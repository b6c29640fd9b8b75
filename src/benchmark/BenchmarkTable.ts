import type { MeanAndDeviation } from '../core/metrics/index.ts';
import type { PaperResult } from './paperResults.ts';

/** The figures of a benchmark; each is the key of an evaluation. */
export const benchmarkFigures = [
  'imageAuroc',
  'imageAveragePrecision',
  'f1Max',
  'pixelAuroc',
  'pixelAveragePrecision',
  'aupro30',
  'aupro05',
  'segF1',
  'falseRejectRate',
  'detectionRate',
  'accuracy',
  'bestAccuracy',
  'balancedAccuracy',
  'bestBalancedAccuracy',
  'bankRows',
  'fitSeconds',
  'msPerImage',
  'peakMegabytes',
] as const;

/** Name of a figure. */
export type BenchmarkFigure = (typeof benchmarkFigures)[number];

/** One configuration for one category, or for the mean of all categories. */
export interface BenchmarkRow {
  readonly dataset: string;
  /** Null for the mean over all categories. */
  readonly category: string | null;
  readonly preset: string;
  readonly backbone: string;
  readonly shots: number | 'all';
  readonly coresetRatio: number;
  /** Whether a limit on its rows makes the bank smaller than that share. */
  readonly bankLimited: boolean;
  /** Over the seeds; null where a figure is undefined. */
  readonly figures: Readonly<Record<BenchmarkFigure, MeanAndDeviation | null>>;
}

/** The results of a benchmark. */
export interface BenchmarkTable {
  readonly generatedBy: string;
  /** The command that reproduces it. */
  readonly command: string;
  readonly rows: readonly BenchmarkRow[];
  /** Published figures to compare with; empty if the paper has none for this data set. */
  readonly paper: readonly PaperResult[];
}
