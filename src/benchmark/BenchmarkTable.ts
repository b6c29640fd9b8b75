import type { MeanAndDeviation } from '../core/metrics/index.ts';
import type { PaperResult } from './paperResults.ts';

/** The figures that a benchmark tells, each from an evaluation's key of that name. */
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

/** One configuration of one category, or of the mean of all. */
export interface BenchmarkRow {
  readonly dataset: string;
  /** Null for the mean over all categories. */
  readonly category: string | null;
  readonly preset: string;
  readonly backbone: string;
  readonly shots: number | 'all';
  readonly coresetRatio: number;
  /** Whether the bank is smaller than that share, for a limit on its rows. */
  readonly bankLimited: boolean;
  /** Over the seeds; null where a figure is not defined. */
  readonly figures: Readonly<Record<BenchmarkFigure, MeanAndDeviation | null>>;
}

/** All that a benchmark found. */
export interface BenchmarkTable {
  readonly generatedBy: string;
  /** The command that makes it again. */
  readonly command: string;
  readonly rows: readonly BenchmarkRow[];
  /** Published figures to read beside it; empty where the paper has none of this data set. */
  readonly paper: readonly PaperResult[];
}
