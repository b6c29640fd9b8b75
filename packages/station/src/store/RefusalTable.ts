import type { PlainError } from 'nominal-vision/internal/errors';
import { jsonOrNull, number, text } from './columns.ts';
import type { Row, Sql } from './Sql.ts';

/** An image or a part that came and could not be inspected by its own fault, or that was not seen. */
export interface Refusal extends PlainError {
  readonly id: number;
  readonly source: string;
  readonly name: string;
  readonly at: string;
}

/** Rows that are kept, over all products: they are news, not history. */
const KEPT = 10_000;

/** What came and was not inspected. */
export class RefusalTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async add(productId: string, refusal: Omit<Refusal, 'id' | 'at'>): Promise<Refusal> {
    const { source, name, ...error } = refusal;
    const at = new Date().toISOString();
    const row = await this.#sql.first(
      `INSERT INTO refusals (product_id, source, name, code, message, error, at)
       VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      ...[productId, source, name, error.code, error.message, JSON.stringify(error)],
      at,
    );
    const id = Number(row?.id);
    await this.#sql.run('DELETE FROM refusals WHERE id <= ?', id - KEPT);
    return { id, ...refusal, at };
  }

  /** The latest of a product; null if there is none. */
  async last(productId: string): Promise<Refusal | null> {
    const row = await this.#sql.first(
      'SELECT * FROM refusals WHERE product_id = ? ORDER BY id DESC LIMIT 1',
      productId,
    );
    return row === undefined ? null : refusalOf(row);
  }
}

function refusalOf(row: Row): Refusal {
  return {
    id: number(row, 'id'),
    source: text(row, 'source'),
    name: text(row, 'name'),
    // Those of older versions have no more than this.
    ...((jsonOrNull(row, 'error') ?? {
      code: text(row, 'code'),
      message: text(row, 'message'),
      details: {},
    }) as PlainError),
    at: text(row, 'at'),
  };
}
