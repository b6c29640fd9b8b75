import type Libsql from 'libsql';
import { NominalError } from '../../errors/index.ts';
import type { Row, Sql, SqlValue } from '../Sql.ts';

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
      throw failed(cause);
    }
  }

  close(): void {
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
    return Promise.reject(failed(cause));
  }
}

function failed(cause: unknown): NominalError {
  return new NominalError('STORE_FAILED', {
    what: 'the database cannot do what was asked',
    received: cause instanceof Error ? cause.message : String(cause),
    remedy: 'Check the disk of the data folder: it may be full or damaged',
    cause,
  });
}
