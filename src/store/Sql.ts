import Database from 'libsql';
import { NominalError } from '../errors/index.ts';

/** What a column holds. */
export type SqlValue = string | number | null | Uint8Array;

/** A SQLite database with its statements compiled once. Calls are synchronous and short. */
export class Sql {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  #inTransaction = false;

  /**
   * Opens a database file, which is made if it does not exist. Every commit is flushed to the disk
   * before the call returns: what was acknowledged outlives a crash and a power failure.
   *
   * @throws NominalError `STORE_FAILED` if the file is not a database or cannot be opened.
   */
  constructor(path: string) {
    try {
      this.#database = new Database(path);
      for (const setting of [
        'journal_mode = WAL',
        'synchronous = FULL',
        'foreign_keys = ON',
        'busy_timeout = 5000',
      ])
        this.#database.pragma(setting);
    } catch (cause) {
      throw new NominalError('STORE_FAILED', {
        what: `the database ${path} cannot be opened`,
        received: cause instanceof Error ? cause.message : String(cause),
        remedy: 'Check that the data folder may be written to and that the file is its own',
        cause,
      });
    }
  }

  /** All rows of a query. */
  all(text: string, ...values: readonly SqlValue[]): Row[] {
    return this.#statement(text).all(...values) as Row[];
  }

  /** The first row of a query. */
  first(text: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.all(text, ...values)[0];
  }

  /** Runs a statement that returns nothing. */
  run(text: string, ...values: readonly SqlValue[]): RunResult {
    const { changes, lastInsertRowid } = this.#statement(text).run(...values);
    return { changes, id: Number(lastInsertRowid) };
  }

  /** Runs several statements as one text. */
  script(text: string): void {
    this.#database.exec(text);
  }

  /** All of the work is committed, or none of it. Within another one it is part of that. */
  transaction<Result>(work: () => Result): Result {
    if (this.#inTransaction) return work();
    this.script('BEGIN IMMEDIATE');
    this.#inTransaction = true;
    try {
      const result = work();
      this.script('COMMIT');
      return result;
    } catch (error) {
      this.script('ROLLBACK');
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #statement(text: string): Database.Statement {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}

/** What a statement did. */
export interface RunResult {
  readonly changes: number;
  /** Of the row inserted last. */
  readonly id: number;
}

/** One row, by column name; a blob comes as an ArrayBuffer. */
export type Row = Readonly<Record<string, string | number | null | ArrayBuffer>>;
