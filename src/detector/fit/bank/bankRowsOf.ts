import type { FitConfig } from '../../../config/index.ts';

/** Rows of the bank that a configuration selects among `rows`: at least one, at most all. */
export function bankRowsOf(
  { bankRows, coresetRatio, maxBankRows }: FitConfig,
  rows: number,
): number {
  const byRatio = Math.min(Math.floor(coresetRatio * rows), maxBankRows ?? rows);
  return Math.min(rows, Math.max(1, bankRows ?? byRatio));
}
