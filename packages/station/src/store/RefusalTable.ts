import { number, text } from './columns.ts';
import type { Row, Sql } from './Sql.ts';

/** An image or a part that came and could not be inspected by its own fault, or that was not seen. */
export interface Refusal {
  readonly id: number;
  readonly source: string;
  readonly name: string;
  readonly code: string;
  readonly message: string;
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
    const { source, name, code, message } = refusal;
    const at = new Date().toISOString();
    const row = await this.#sql.first(
      `INSERT INTO refusals (product_id, source, name, code, message, at)
       VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
      ...[productId, source, name, code, message],
      at,
    );
    const id = Number(row?.id);
    await this.#sql.run('DELETE FROM refusals WHERE id <= ?', id - KEPT);
    return { id, source, name, code, message, at };
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
    code: text(row, 'code'),
    message: text(row, 'message'),
    at: text(row, 'at'),
  };
}
