import { json, number, text } from './columns.ts';
import type { AuditEntry } from './records.ts';
import type { Sql } from './Sql.ts';

/** Who changed what, only ever added to. */
export class AuditTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async add(actor: string, action: string, target: string, details: unknown = {}): Promise<void> {
    await this.#sql.run(
      'INSERT INTO audit (at, actor, action, target, details) VALUES (?, ?, ?, ?, ?)',
      new Date().toISOString(),
      actor,
      action,
      target,
      JSON.stringify(details),
    );
  }

  /** Newest first. */
  async list(limit: number, before = Number.MAX_SAFE_INTEGER): Promise<AuditEntry[]> {
    const rows = await this.#sql.all(
      'SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?',
      before,
      limit,
    );
    return rows.map((row) => ({
      id: number(row, 'id'),
      at: text(row, 'at'),
      actor: text(row, 'actor'),
      action: text(row, 'action'),
      target: text(row, 'target'),
      details: json(row, 'details'),
    }));
  }
}
