import type pg from 'pg';
import { NominalError } from 'nominal-vision/internal/errors';
import type { Row, Sql, SqlValue } from '../Sql.ts';
import { storeError } from './storeError.ts';

/** The statements of a PostgreSQL connection: what a transaction works with. */
export class PostgresStatements implements Sql {
  readonly #connection: pg.ClientBase | pg.Pool;

  constructor(connection: pg.ClientBase | pg.Pool) {
    this.#connection = connection;
  }

  async all(text: string, ...values: readonly SqlValue[]): Promise<Row[]> {
    return (await this.#ask(text, values)).rows;
  }

  async first(text: string, ...values: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.all(text, ...values))[0];
  }

  async run(text: string, ...values: readonly SqlValue[]): Promise<number> {
    return (await this.#ask(text, values)).rowCount ?? 0;
  }

  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    return work(this);
  }

  /**
   * @throws NominalError `STORE_FAILED` if a statement had failed, and the server has undone
   *   everything.
   */
  async commit(): Promise<void> {
    const { command } = await this.#ask('COMMIT', []);
    if (command !== 'COMMIT')
      throw new NominalError('STORE_FAILED', { what: 'the database has undone a transaction' });
  }

  async #ask(text: string, values: readonly SqlValue[]): Promise<pg.QueryResult<Row>> {
    try {
      // Without values a text may hold several statements.
      if (values.length === 0) return await this.#connection.query<Row>(text);
      return await this.#connection.query<Row>(numbered(text), values.map(storable));
    } catch (cause) {
      throw storeError(cause);
    }
  }
}

/** PostgreSQL's $1, $2 … in the place of each `?`. */
function numbered(text: string): string {
  let count = 0;
  return text.replaceAll('?', () => `$${++count}`);
}

/** PostgreSQL keeps no zero byte in a text. */
function storable(value: SqlValue): SqlValue {
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value;
}
