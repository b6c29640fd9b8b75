import type Libsql from 'libsql';
import type { Row, Sql, SqlValue } from '../Sql.ts';
import { sqliteError } from './sqliteError.ts';

/** The statements of a SQLite connection, each compiled once: what a transaction works with. */
export class SqliteStatements implements Sql {
  readonly #connection: Libsql.Database;
  readonly #compiled = new Map<string, Libsql.Statement>();

  constructor(connection: Libsql.Database) {
    this.#connection = connection;
  }

  get inTransaction(): boolean {
    return this.#connection.inTransaction;
  }

  /** Every row is read here: `get()` of libsql adds a property, and has bytes of another type. */
  all(text: string, ...values: readonly SqlValue[]): Promise<Row[]> {
    return attempt(() => this.#statement(text).all(...values) as Row[]);
  }

  async first(text: string, ...values: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.all(text, ...values))[0];
  }

  run(text: string, ...values: readonly SqlValue[]): Promise<number> {
    return attempt(() => this.#statement(text).run(...values).changes);
  }

  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    return work(this);
  }

  /** Runs several statements as one text, at once. */
  script(text: string): void {
    try {
      this.#connection.exec(text);
    } catch (cause) {
      throw sqliteError(cause);
    }
  }

  /**
   * Closes the connection with every row in the database's own file. Closing alone leaves them next to
   * it, in the -wal file, while any statement is still compiled, and this library ends none before the
   * garbage collector does.
   */
  close(): void {
    try {
      this.script('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // A full disk, for example: the contents of the -wal file are read from there at the next start.
    }
    this.#compiled.clear();
    this.#connection.close();
  }

  #statement(text: string): Libsql.Statement {
    const known = this.#compiled.get(text);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(text);
    this.#compiled.set(text, statement);
    return statement;
  }
}

function attempt<Result>(statement: () => Result): Promise<Result> {
  try {
    return Promise.resolve(statement());
  } catch (cause) {
    return Promise.reject(sqliteError(cause));
  }
}
