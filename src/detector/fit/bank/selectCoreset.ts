import { throwIfCancelled } from '../../../errors/index.ts';
import { type CoresetSelection, greedyCoreset } from '../../../core/coreset/index.ts';
import { bankRowsOf } from './bankRowsOf.ts';
import type { Fitting } from './Fitting.ts';
import { refuseLargeBank } from './refuseLargeBank.ts';

/** Random rows whose mean distance starts the selection, as in the original code. */
const STARTING_ROWS = 10;

/**
 * Selects the coreset among some or all of the projected rows, with the configured ratio or number
 * of rows.
 *
 * @param rows ascending; by default all that may enter a bank.
 */
export async function selectCoreset(
  { config, store, points, rows: kept, products, random, workers, job }: Fitting,
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
  if (workers !== null) return workers.select({ rows, count, startingRows }, onRound);
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
