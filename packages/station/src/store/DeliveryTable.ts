import { number, text } from './columns.ts';
import type { Delivery } from './records.ts';
import type { Sql } from './Sql.ts';

/** Longest wait for another attempt. */
export const MAX_DELIVERY_DELAY_MS = 3_600_000;

/** Messages on their way to a sink: they wait here until they are taken, over a restart, too. */
export class DeliveryTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async add(sink: string, payload: string): Promise<void> {
    await this.#sql.run(
      'INSERT INTO deliveries (sink, payload, due_at) VALUES (?, ?, ?)',
      sink,
      payload,
      Date.now(),
    );
  }

  /**
   * Those of a sink that are due, oldest first. A message that would wait longer than any delay allows
   * was scheduled before the clock was set back: it is due.
   */
  async due(sink: string, limit: number): Promise<Delivery[]> {
    const now = Date.now();
    const rows = await this.#sql.all(
      `SELECT * FROM deliveries WHERE failed = 0 AND sink = ? AND (due_at <= ? OR due_at > ?)
       ORDER BY id LIMIT ?`,
      sink,
      now,
      now + MAX_DELIVERY_DELAY_MS,
      limit,
    );
    return rows.map((row) => ({
      id: number(row, 'id'),
      sink: text(row, 'sink'),
      payload: text(row, 'payload'),
      attempts: number(row, 'attempts'),
    }));
  }

  async taken(id: number): Promise<void> {
    await this.#sql.run('DELETE FROM deliveries WHERE id = ?', id);
  }

  /** @param delayMs until the next attempt; null gives the message up, and keeps it to be looked at. */
  async refused(id: number, error: string, delayMs: number | null): Promise<void> {
    await this.#sql.run(
      'UPDATE deliveries SET attempts = attempts + 1, last_error = ?, due_at = ?, failed = ? WHERE id = ?',
      error,
      Date.now() + Math.min(MAX_DELIVERY_DELAY_MS, delayMs ?? 0),
      delayMs === null ? 1 : 0,
      id,
    );
  }

  /** How many wait, and how many were given up. */
  async counts(): Promise<{ readonly waiting: number; readonly failed: number }> {
    const row = await this.#sql.first(
      `SELECT count(*) FILTER (WHERE failed = 0) AS waiting,
              count(*) FILTER (WHERE failed = 1) AS failed FROM deliveries`,
    );
    return { waiting: Number(row?.waiting), failed: Number(row?.failed) };
  }
}
