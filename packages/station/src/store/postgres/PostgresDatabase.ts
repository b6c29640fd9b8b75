import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { NominalError } from 'nominal-vision/internal/errors';
import { migrationsIn } from '../migrations.ts';
import type { Database, DatabaseSize, Row, Sql, SqlValue } from '../Sql.ts';
import { COMMITS_BETWEEN_PREPARATIONS, denyCommit, markCommit, prepareCommits } from './commits.ts';
import { PostgresLock } from './PostgresLock.ts';
import { PostgresStatements } from './PostgresStatements.ts';
import { storeError } from './storeError.ts';

/** How long a call waits for a server that is away, as one that is started again is for some seconds. */
const PATIENCE_MS = 15_000;
/** Wait before another attempt, at first and at most. */
const RETRY_MS = { least: 10, most: 1000 };
/** Longest wait for one connection and for one answer. */
const CONNECT_TIMEOUT_MS = 5000;
const QUERY_TIMEOUT_MS = 60_000;
const CONNECTIONS = 10;

const dialect = {
  integer: 'BIGINT',
  real: 'DOUBLE PRECISION',
  bytes: 'BYTEA',
  ordered: 'TEXT COLLATE "C"',
  identity: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  rowid: ', rowid BIGINT GENERATED ALWAYS AS IDENTITY',
  strict: '',
  withoutKey: (column: string, path: readonly string[]) =>
    `(${column}::jsonb #- '{${path.join(',')}}')::text`,
};

/**
 * How each transaction begins. One whose station is gone is undone after 5 s, and a server that is
 * set to report commits before they are on the disk does not do so here.
 */
const BEGIN = `
  BEGIN ISOLATION LEVEL SERIALIZABLE;
  SET LOCAL idle_in_transaction_session_timeout = 5000;
  SELECT set_config('synchronous_commit', 'on', true)
  WHERE current_setting('synchronous_commit') = 'off'`;

/** Numbers of 64 bits are numbers here: none reaches 2⁵³. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * A PostgreSQL database, with a pool of connections. A server that goes away and comes back is waited
 * for. Work is repeated if that is safe: a query always, a transaction if it is known not to have been
 * committed. If the answer to a commit was lost, the database is asked what became of it (see
 * commits.ts).
 *
 * Transactions are serializable, as those of SQLite are by having one connection.
 */
export class PostgresDatabase implements Database {
  readonly migrations = migrationsIn(dialect);
  readonly #pool: pg.Pool;
  readonly #patienceMs: number;
  #commitsUntilPrepared = 0;
  /** Without it others may write to the database, too. */
  #lock: PostgresLock | null = null;

  /** @param url `postgres://USER:PASSWORD@HOST:PORT/DATABASE`; what it leaves out comes from PGUSER, PGPASSWORD and so on. */
  constructor(url: string, { patienceMs = PATIENCE_MS }: { readonly patienceMs?: number } = {}) {
    this.#patienceMs = patienceMs;
    this.#pool = new pg.Pool({
      connectionString: url,
      application_name: 'nominal',
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
      types,
    });
    // A connection that ends is reported to the calls on it, and replaced by the next call.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /**
   * Opens a database for this process alone.
   *
   * @throws NominalError `STORE_IN_USE` if another has it, `STORE_UNAVAILABLE` or `STORE_FAILED`.
   */
  static async openAlone(url: string): Promise<PostgresDatabase> {
    const lock = await PostgresLock.take(url);
    const database = new PostgresDatabase(url);
    database.#lock = lock;
    return database;
  }

  async all(text: string, ...values: readonly SqlValue[]): Promise<Row[]> {
    return this.#patiently(() => new PostgresStatements(this.#pool).all(text, ...values));
  }

  async first(text: string, ...values: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.all(text, ...values))[0];
  }

  run(text: string, ...values: readonly SqlValue[]): Promise<number> {
    return this.transaction((sql) => sql.run(text, ...values));
  }

  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    return this.#patiently(() => this.#commit(work));
  }

  async schemaVersion(): Promise<number> {
    const table = await this.first("SELECT to_regclass('schema_version') IS NOT NULL AS known");
    if (table?.known !== true) return 0;
    const row = await this.first('SELECT max(version) AS version FROM schema_version');
    return Number(row?.version ?? 0);
  }

  advance(step: string, version: number): Promise<void> {
    return this.transaction(async (sql) => {
      await sql.run('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)');
      await sql.run(step);
      await sql.run('INSERT INTO schema_version VALUES (?)', version);
    });
  }

  async size(): Promise<DatabaseSize> {
    const row = await this.first('SELECT pg_database_size(current_database()) AS bytes');
    return { bytes: Number(row?.bytes), reusableBytes: null };
  }

  async ping(): Promise<void> {
    await this.#lock?.require();
    await new PostgresStatements(this.#pool).first('SELECT 1');
  }

  async close(): Promise<void> {
    await this.#pool.end();
    await this.#lock?.release();
  }

  async #commit<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> {
    await this.#lock?.require();
    if (this.#commitsUntilPrepared === 0) {
      await prepareCommits(new PostgresStatements(this.#pool));
      this.#commitsUntilPrepared = COMMITS_BETWEEN_PREPARATIONS;
    }
    this.#commitsUntilPrepared--;
    const client = await this.#connect();
    const statements = new PostgresStatements(client);
    const token = randomUUID();
    let committing: { readonly wroteSomething: boolean; readonly result: Result } | null = null;
    try {
      await statements.run(BEGIN);
      const result = await work(statements);
      committing = { wroteSomething: await markCommit(statements, token), result };
      await statements.commit();
      client.release();
      return result;
    } catch (error) {
      await statements.run('ROLLBACK').then(
        () => client.release(),
        () => client.release(true),
      );
      // Work that wrote nothing, or was not about to be committed, can be repeated.
      if (committing?.wroteSomething !== true || !isUnavailable(error)) throw error;
      if (await this.#wasCommitted(token)) return committing.result;
      throw error;
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (cause) {
      throw storeError(cause);
    }
  }

  #wasCommitted(token: string): Promise<boolean> {
    return this.#patiently(
      async () => !(await denyCommit(new PostgresStatements(this.#pool), token)),
    );
  }

  /** @throws NominalError `STORE_UNAVAILABLE` once the server has been away for too long. */
  async #patiently<Result>(attempt: () => Promise<Result>): Promise<Result> {
    const deadline = performance.now() + this.#patienceMs;
    for (let waitMs = RETRY_MS.least; ; waitMs = Math.min(RETRY_MS.most, waitMs * 1.5)) {
      try {
        return await attempt();
      } catch (error) {
        if (!isUnavailable(error) || this.#pool.ending) throw error;
        if (performance.now() + waitMs > deadline) throw error;
        // Those that met each other must not meet again.
        await delay(waitMs * (0.5 + Math.random()));
      }
    }
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof NominalError && error.code === 'STORE_UNAVAILABLE';
}
