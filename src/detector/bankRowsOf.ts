import type { FitConfig } from '../config/index.ts';

/** Rows of the bank that a configuration selects among `rows`: at least one, at most all. */
export function bankRowsOf({ bankRows, coresetRatio }: FitConfig, rows: number): number {
  return Math.min(rows, Math.max(1, bankRows ?? Math.floor(coresetRatio * rows)));
}
