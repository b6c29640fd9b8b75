import type { Verdict } from 'nominal-vision/internal/decision';
import { number, text } from './columns.ts';
import type { Sql } from './Sql.ts';

/** What was counted of a product since a person has set the counters back. */
export interface Shift {
  readonly since: string;
  readonly nominal: number;
  readonly anomalous: number;
}

/** Counters of the shift, one row for each product. Dropped decisions stay counted. */
export class ShiftTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Counts a decision; within the commit that keeps it. */
  async count(productId: string, verdict: Verdict): Promise<void> {
    const [nominal, anomalous] = verdict === 'nominal' ? [1, 0] : [0, 1];
    await this.#sql.run(
      `INSERT INTO shifts (product_id, since, nominal, anomalous) VALUES (?, ?, ?, ?)
       ON CONFLICT (product_id) DO UPDATE SET
         nominal = shifts.nominal + excluded.nominal,
         anomalous = shifts.anomalous + excluded.anomalous`,
      productId,
      new Date().toISOString(),
      nominal,
      anomalous,
    );
  }

  /** Null before the first decision. */
  async get(productId: string): Promise<Shift | null> {
    const row = await this.#sql.first('SELECT * FROM shifts WHERE product_id = ?', productId);
    if (row === undefined) return null;
    return {
      since: text(row, 'since'),
      nominal: number(row, 'nominal'),
      anomalous: number(row, 'anomalous'),
    };
  }

  /** Sets the counters back to nothing. */
  async reset(productId: string): Promise<void> {
    await this.#sql.run(
      `INSERT INTO shifts (product_id, since, nominal, anomalous) VALUES (?, ?, 0, 0)
       ON CONFLICT (product_id) DO UPDATE SET since = excluded.since, nominal = 0, anomalous = 0`,
      productId,
      new Date().toISOString(),
    );
  }
}
