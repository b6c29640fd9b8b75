import { throwIfCancelled } from '../errors/index.ts';
import { type CoresetSelection, greedyCoreset } from '../core/coreset/index.ts';
import type { Fitting } from './Fitting.ts';

/** Random rows whose mean distance starts the selection, as in the original code. */
const STARTING_ROWS = 10;

/**
 * Selects the coreset among some or all of the projected rows, with the configured ratio or number
 * of rows.
 *
 * @param rows ascending; by default all.
 */
export async function selectCoreset(
  { config, points, products, random, job }: Fitting,
  rows: Uint32Array = Uint32Array.from({ length: points.rows }, (_, row) => row),
  onSelected?: (selected: number, count: number) => void,
): Promise<CoresetSelection> {
  const wanted = config.bankRows ?? Math.floor(config.coresetRatio * rows.length);
  const count = Math.min(rows.length, Math.max(1, wanted));
  const startingRows = Array.from(
    { length: STARTING_ROWS },
    () => rows[random.integer(rows.length)],
  );
  return greedyCoreset(
    points,
    count,
    { kind: 'approximate', startingRows },
    {
      rows,
      product: products.product,
      onSelected: (selected) => {
        throwIfCancelled(job.signal);
        onSelected?.(selected, count);
      },
    },
  );
}
