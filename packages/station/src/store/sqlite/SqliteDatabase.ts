import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import Libsql from 'libsql';
import { NominalError } from 'nominal-vision/internal/errors';
import { text } from '../columns.ts';
import { migrationsIn } from '../migrations.ts';
import type { Database, DatabaseSize, Row, Sql, SqlValue } from '../Sql.ts';
import { sqliteError } from './sqliteError.ts';
import { SqliteStatements } from './SqliteStatements.ts';

/** How long a call waits for another process that has locked the file, as a backup does for a moment. */
const PATIENCE_MS = 5000;
/** Wait before another attempt, at first and at most. */
const RETRY_MS = { least: 5, most: 100 };

const dialect = {
  integer: 'INTEGER',
  real: 'REAL',
  bytes: 'BLOB',
  ordered: 'TEXT',
  identity: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  rowid: '',
  strict: ' STRICT',
  withoutKey: (column: string, path: readonly string[]) =>
    `json_remove(${column}, '$.${path.join('.')}')`,
};

/**
 * A SQLite database in a file. Its statements are short and run at once, one connection for all: calls
 * during a transaction wait for its end, in the order of asking. If another process has locked the
 * file, SQLite itself would wait on this thread, and block everything else: it is configured not to,
 * and the statement is repeated.
 */
export class SqliteDatabase implements Database {
  readonly migrations = migrationsIn(dialect);
  readonly #statements: SqliteStatements;
  readonly #path: string;
  readonly #patienceMs: number;
  /** Ends with the transaction that was asked for last. */
  #lastTransaction: Promise<unknown> = Promise.resolve();

  /**
   * Opens a database file, which is created if it does not exist. Every commit is flushed to the disk
   * before it is reported: an acknowledged commit survives a crash and a power failure.
   *
   * @param patienceMs wait for another process that has locked the file.
   * @throws NominalError `STORE_FAILED` if the file is not a database or cannot be opened,
   *   `STORE_UNAVAILABLE` if it is locked.
   */
  constructor(path: string, { patienceMs = PATIENCE_MS }: { readonly patienceMs?: number } = {}) {
    this.#path = path;
    this.#patienceMs = patienceMs;
    try {
      const connection = new Libsql(path);
      for (const setting of [
        // Only while it is opened, when nothing else is to be done.
        `busy_timeout = ${PATIENCE_MS}`,
        'journal_mode = WAL',
        'synchronous = FULL',
        'foreign_keys = ON',
        'busy_timeout = 0',
      ])
        connection.pragma(setting);
      this.#statements = new SqliteStatements(connection);
    } catch (cause) {
      throw sqliteError(cause, `the database ${path} cannot be opened`);
    }
  }

  all(text: string, ...values: readonly SqlValue[]): Promise<Row[]> {
    return this.#patiently(async () => {
      await this.#lastTransaction;
      return this.#statements.all(text, ...values);
    });
  }

  async first(text: string, ...values: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.all(text, ...values))[0];
  }

  run(text: string, ...values: readonly SqlValue[]): Promise<number> {
    return this.transaction((sql) => sql.run(text, ...values));
  }

  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    const askedAt = performance.now();
    const result = this.#lastTransaction.then(() => this.#commit(work, askedAt));
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

  async size(): Promise<DatabaseSize> {
    const figure = async (name: string) =>
      Number((await this.first(`PRAGMA ${name}`))?.[name] ?? 0);
    const page = await figure('page_size');
    return {
      bytes: page * (await figure('page_count')) + (await sizeOf(`${this.#path}-wal`)),
      reusableBytes: page * (await figure('freelist_count')),
    };
  }

  /** The faults that SQLite finds in the file: none, as it should be. */
  async integrityErrors(): Promise<string[]> {
    const rows = await this.all('PRAGMA integrity_check');
    return rows.map((row) => text(row, 'integrity_check')).filter((line) => line !== 'ok');
  }

  async close(): Promise<void> {
    await this.#lastTransaction;
    this.#statements.close();
  }

  async #commit<Result>(work: (sql: Sql) => Promise<Result>, askedAt: number): Promise<Result> {
    await this.#patiently(() => this.#begin(), askedAt);
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

  #begin(): Promise<void> {
    this.#statements.script('BEGIN IMMEDIATE');
    return Promise.resolve();
  }

  /** @throws NominalError `STORE_UNAVAILABLE` once the file has been locked for too long. */
  async #patiently<Result>(
    attempt: () => Promise<Result>,
    askedAt = performance.now(),
  ): Promise<Result> {
    for (let waitMs = RETRY_MS.least; ; waitMs = Math.min(RETRY_MS.most, 2 * waitMs)) {
      try {
        return await attempt();
      } catch (error) {
        const isLocked = error instanceof NominalError && error.code === 'STORE_UNAVAILABLE';
        if (!isLocked || performance.now() + waitMs > askedAt + this.#patienceMs) throw error;
        await delay(waitMs);
      }
    }
  }
}

/** Bytes of a file that may not be there. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
