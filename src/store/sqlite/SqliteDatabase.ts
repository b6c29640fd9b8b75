import Libsql from 'libsql';
import { NominalError } from '../../errors/index.ts';
import { text } from '../columns.ts';
import { migrationsIn } from '../migrations.ts';
import type { Database, Row, Sql, SqlValue } from '../Sql.ts';
import { SqliteStatements } from './SqliteStatements.ts';

const dialect = {
  integer: 'INTEGER',
  real: 'REAL',
  bytes: 'BLOB',
  ordered: 'TEXT',
  identity: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  rowid: '',
  strict: ' STRICT',
};

/**
 * A SQLite database in a file. Its statements are short and run at once, one connection for all: what
 * is asked while a transaction is under way waits for its end, in the order of asking.
 */
export class SqliteDatabase implements Database {
  readonly migrations = migrationsIn(dialect);
  readonly #statements: SqliteStatements;
  /** Ends with the transaction that was asked for last. */
  #lastTransaction: Promise<unknown> = Promise.resolve();

  /**
   * Opens a database file, which is made if it does not exist. Every commit is flushed to the disk
   * before it is reported: what was acknowledged outlives a crash and a power failure.
   *
   * @throws NominalError `STORE_FAILED` if the file is not a database or cannot be opened.
   */
  constructor(path: string) {
    try {
      const connection = new Libsql(path);
      for (const setting of [
        'journal_mode = WAL',
        'synchronous = FULL',
        'foreign_keys = ON',
        'busy_timeout = 5000',
      ])
        connection.pragma(setting);
      this.#statements = new SqliteStatements(connection);
    } catch (cause) {
      throw new NominalError('STORE_FAILED', {
        what: `the database ${path} cannot be opened`,
        received: cause instanceof Error ? cause.message : String(cause),
        remedy: 'Check that the data folder may be written to and that the file is its own',
        cause,
      });
    }
  }

  async all(text: string, ...values: readonly SqlValue[]): Promise<Row[]> {
    await this.#lastTransaction;
    return this.#statements.all(text, ...values);
  }

  async first(text: string, ...values: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.all(text, ...values))[0];
  }

  async run(text: string, ...values: readonly SqlValue[]): Promise<number> {
    await this.#lastTransaction;
    return this.#statements.run(text, ...values);
  }

  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    const result = this.#lastTransaction.then(() => this.#commit(work));
    this.#lastTransaction = result.catch(() => undefined);
    return result;
  }

  async schemaVersion(): Promise<number> {
    return Number((await this.first('PRAGMA user_version'))?.user_version ?? 0);
  }

  advance(step: string, version: number): Promise<void> {
    return this.transaction(() => {
      this.#statements.script(step);
      this.#statements.script(`PRAGMA user_version = ${version}`);
      return Promise.resolve();
    });
  }

  async ping(): Promise<void> {
    await this.first('SELECT 1');
  }

  /** What SQLite finds wrong with the file: nothing, as it should be. */
  async integrityErrors(): Promise<string[]> {
    const rows = await this.all('PRAGMA integrity_check');
    return rows.map((row) => text(row, 'integrity_check')).filter((line) => line !== 'ok');
  }

  async close(): Promise<void> {
    await this.#lastTransaction;
    this.#statements.close();
  }

  async #commit<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    this.#statements.script('BEGIN IMMEDIATE');
    try {
      const result = await work(this.#statements);
      this.#statements.script('COMMIT');
      return result;
    } catch (error) {
      // A full disk, for one, makes SQLite roll back by itself.
      if (this.#statements.inTransaction) this.#statements.script('ROLLBACK');
      throw error;
    }
  }
}
