import type { Verdict } from 'nominal-vision/internal/decision';
import { number, text } from './columns.ts';
import type { Sql } from './Sql.ts';

/** What was counted of a product since its shift began. */
export interface Shift {
  readonly since: string;
  readonly nominal: number;
  readonly anomalous: number;
  /** Images that could not be inspected. */
  readonly refused: number;
}

/** Counters of the shift, one row for each product. Dropped decisions stay counted. */
export class ShiftTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Counts a decision, or an image without one; within the commit that keeps it. */
  async count(productId: string, outcome: Verdict | 'refused'): Promise<void> {
    const counts = (['nominal', 'anomalous', 'refused'] as const).map((own) =>
      own === outcome ? 1 : 0,
    );
    await this.#sql.run(
      `INSERT INTO shifts (product_id, since, nominal, anomalous, refused) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (product_id) DO UPDATE SET
         nominal = shifts.nominal + excluded.nominal,
         anomalous = shifts.anomalous + excluded.anomalous,
         refused = shifts.refused + excluded.refused`,
      productId,
      new Date().toISOString(),
      ...counts,
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
      refused: number(row, 'refused'),
    };
  }

  /** Sets the counters back to nothing. @param since when the shift began, ISO 8601; by default now. */
  async reset(productId: string, since = new Date().toISOString()): Promise<void> {
    await this.#sql.run(
      `INSERT INTO shifts (product_id, since, nominal, anomalous, refused) VALUES (?, ?, 0, 0, 0)
       ON CONFLICT (product_id) DO UPDATE SET
         since = excluded.since, nominal = 0, anomalous = 0, refused = 0`,
      productId,
      since,
    );
  }
}
