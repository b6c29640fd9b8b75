import { type Matrix, squaredDistance } from '../tensor/index.ts';
import { NearestLists, type Neighbors } from './Neighbors.ts';

/**
 * The `count` nearest bank rows of every query by trying all pairs: the definition that
 * {@link NeighborSearch} must reproduce.
 *
 * @throws RangeError if the widths differ or `count` is not in 1..bank.rows.
 */
export function plainNearestRows(bank: Matrix, queries: Matrix, count: number): Neighbors {
  if (bank.columns !== queries.columns) {
    throw new RangeError(`bank rows have ${bank.columns} values, queries ${queries.columns}`);
  }
  if (!(count >= 1 && count <= bank.rows))
    throw new RangeError(`${count} neighbors of ${bank.rows} rows`);
  const lists = new NearestLists(queries.rows, count);
  const { columns } = bank;
  for (let query = 0; query < queries.rows; query++) {
    for (let row = 0; row < bank.rows; row++) {
      lists.offer(
        query,
        row,
        squaredDistance(queries.data, query * columns, bank.data, row * columns, columns),
      );
    }
  }
  return lists.neighbors();
}
