import type { Fitting } from './Fitting.ts';
import { allRows } from './selectCoreset.ts';

/** All rows that may enter a bank but those of some images, ascending. */
export function rowsWithout({ store, rows: kept }: Fitting, images: Iterable<number>): Uint32Array {
  const without = new Uint8Array(store.rows);
  for (const image of images) without.fill(1, ...store.rowRange(image));
  return (kept ?? allRows(store.rows)).filter((row) => without[row] === 0);
}
