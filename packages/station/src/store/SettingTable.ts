import { json } from './columns.ts';
import type { Sql } from './Sql.ts';

/** What is kept under a name of its own: the shifts, the retention, the last clean-ups, or the sessions of an edge node of Sparkplug. */
export type SettingName = 'shifts' | 'retention' | 'cleanUps' | `sparkplug/${string}`;

/** What was set of the station itself in the console, or is kept by it, by name. Its schema is the reader's. */
export class SettingTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Undefined if nothing was set. */
  async get(name: SettingName): Promise<unknown> {
    const row = await this.#sql.first('SELECT value FROM settings WHERE name = ?', name);
    return row === undefined ? undefined : json(row, 'value');
  }

  async set(name: SettingName, value: unknown): Promise<void> {
    await this.#sql.run(
      `INSERT INTO settings (name, value) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      name,
      JSON.stringify(value),
    );
  }
}
