import { json, text } from './columns.ts';
import type { Sql } from './Sql.ts';

/** Which way an endpoint leads: images come from sources, decisions go to sinks. */
export type Direction = 'source' | 'sink';

/** A source or a sink as it was added in the console. Its schema is the reader's. */
export interface StoredEndpoint {
  readonly name: string;
  readonly config: unknown;
}

/** Sources and sinks that were added in the console; those of the configuration file are not here. */
export class EndpointTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** In the order of their names. */
  async list(direction: Direction): Promise<StoredEndpoint[]> {
    const rows = await this.#sql.all(
      'SELECT name, config FROM endpoints WHERE direction = ? ORDER BY name',
      direction,
    );
    return rows.map((row) => ({ name: text(row, 'name'), config: json(row, 'config') }));
  }

  /** Keeps one, in place of that of the same name. */
  async put(direction: Direction, name: string, config: unknown): Promise<void> {
    await this.#sql.run(
      `INSERT INTO endpoints (direction, name, config) VALUES (?, ?, ?)
       ON CONFLICT (direction, name) DO UPDATE SET config = excluded.config`,
      direction,
      name,
      JSON.stringify(config),
    );
  }

  async remove(direction: Direction, name: string): Promise<void> {
    const statement = 'DELETE FROM endpoints WHERE direction = ? AND name = ?';
    await this.#sql.run(statement, direction, name);
  }
}
