import { NominalError, throwIfCancelled } from '../../../errors/index.ts';
import { type CoresetSelection, greedyCoreset } from '../../../core/coreset/index.ts';
import type { Fitting } from './Fitting.ts';
import type { FitConfig } from '../../../config/index.ts';
import { MAX_MEMORY_BYTES } from '../../../core/kernels/index.ts';
import { searchBytes } from '../../../core/neighbors/index.ts';

/** Number of random rows whose mean distance starts the selection, as in the original code. */
const STARTING_ROWS = 10;

/**
 * Selects the coreset among some or all of the projected rows, with the configured ratio or number
 * of rows.
 *
 * @param rows ascending; by default all that may enter a bank.
 */
export async function selectCoreset(
  { config, store, points, rows: kept, products, random, job }: Fitting,
  rows: Uint32Array = kept ?? allRows(points.rows),
  onSelected?: (selected: number, count: number) => void,
): Promise<CoresetSelection> {
  const count = bankRowsOf(config, rows.length);
  refuseLargeBank(count, store.columns);
  const startingRows = Array.from(
    { length: STARTING_ROWS },
    () => rows[random.integer(rows.length)],
  );
  const onRound = (selected: number) => {
    throwIfCancelled(job.signal);
    onSelected?.(selected, count);
  };
  return greedyCoreset(
    points,
    count,
    { kind: 'approximate', startingRows },
    { rows, groupMinima: products.groupMinima, onSelected: onRound },
  );
}

/** 0..rows-1. */
export function allRows(rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row);
}

/** Number of bank rows that a configuration selects among `rows`: at least one, at most all. */
export function bankRowsOf(
  { bankRows, coresetRatio, maxBankRows }: FitConfig,
  rows: number,
): number {
  const byRatio = Math.min(Math.floor(coresetRatio * rows), maxBankRows ?? rows);
  return Math.min(rows, Math.max(1, bankRows ?? byRatio));
}

/** @throws NominalError `CONFIG_INVALID` for a bank that is larger than can be searched. */
export function refuseLargeBank(rows: number, columns: number): void {
  if (searchBytes(rows, columns) < MAX_MEMORY_BYTES) return;
  throw new NominalError('CONFIG_INVALID', {
    reason: 'bankTooLarge',
    what: `a memory bank of ${rows} rows of ${columns} values is larger than can be searched`,
    expected: `less than ${MAX_MEMORY_BYTES} bytes including the memory of the search`,
    received: `${searchBytes(rows, columns)} bytes`,
    remedy:
      'Keep fewer rows (--bank-rows, --max-bank-rows), or fewer values in each row (--dimension)',
    details: { rows, columns },
  });
}

/** All rows that may enter a bank, except those of some images, ascending. */
export function rowsWithout({ store, rows: kept }: Fitting, images: Iterable<number>): Uint32Array {
  const without = new Uint8Array(store.rows);
  for (const image of images) without.fill(1, ...store.rowRange(image));
  return (kept ?? allRows(store.rows)).filter((row) => without[row] === 0);
}
