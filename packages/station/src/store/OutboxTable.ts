import { number, text } from './columns.ts';
import type { OutboxMessage } from './records.ts';
import type { Sql } from './Sql.ts';

/** Longest delay before the next attempt. */
export const MAX_RETRY_DELAY_MS = 3_600_000;

/** Messages to sinks: they wait here until the sink has taken them, even over a restart. */
export class OutboxTable {
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
   * The messages to a sink that are due, oldest first. A message that would wait for more than the
   * longest delay was put off before the clock was set back, and is due.
   */
  async due(sink: string, limit: number): Promise<OutboxMessage[]> {
    const now = Date.now();
    const rows = await this.#sql.all(
      `SELECT * FROM deliveries WHERE failed = 0 AND sink = ? AND (due_at <= ? OR due_at > ?)
       ORDER BY id LIMIT ?`,
      sink,
      now,
      now + MAX_RETRY_DELAY_MS,
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

  /** @param delayMs until the next attempt; null gives the message up but keeps it for inspection. */
  async refused(id: number, error: string, delayMs: number | null): Promise<void> {
    await this.#sql.run(
      'UPDATE deliveries SET attempts = attempts + 1, last_error = ?, due_at = ?, failed = ? WHERE id = ?',
      error,
      Date.now() + Math.min(MAX_RETRY_DELAY_MS, delayMs ?? 0),
      delayMs === null ? 1 : 0,
      id,
    );
  }

  /** Number of messages that wait, and of those that were given up. @param sink all by default. */
  async counts(sink?: string): Promise<{ readonly waiting: number; readonly failed: number }> {
    const row = await this.#sql.first(
      `SELECT count(*) FILTER (WHERE failed = 0) AS waiting,
              count(*) FILTER (WHERE failed = 1) AS failed FROM deliveries
       ${sink === undefined ? '' : 'WHERE sink = ?'}`,
      ...(sink === undefined ? [] : [sink]),
    );
    return { waiting: Number(row?.waiting), failed: Number(row?.failed) };
  }

  /** Drops what a sink has not taken, because there is no such sink any more. */
  async removeAllOf(sink: string): Promise<void> {
    await this.#sql.run('DELETE FROM deliveries WHERE sink = ?', sink);
  }
}
