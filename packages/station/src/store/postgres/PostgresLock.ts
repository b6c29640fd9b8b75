import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { NominalError } from 'nominal-vision/internal/errors';
import { storeError } from './storeError.ts';

/** Longest wait for the connection and for one answer on it. */
const TIMEOUT_MS = 5000;
/**
 * How long a server is waited for that is away, and a lock that another has: a server notices the end
 * of a killed station a moment later.
 */
const PATIENCE_MS = { STORE_UNAVAILABLE: 15_000, STORE_IN_USE: 5000 };
const RETRY_MS = 200;

/** One lock for each schema of a database. */
const KEY = "hashtext('nominal station'), hashtext(coalesce(current_schema(), ''))";
/** A server that no longer hears of a connection gives its lock free after half a minute, not after hours. */
const KEEPALIVE = `
  SET tcp_keepalives_idle = 10;
  SET tcp_keepalives_interval = 5;
  SET tcp_keepalives_count = 3`;
const HOLDER = `
  SELECT application_name, client_addr::text AS address, backend_start::text AS since
  FROM pg_locks JOIN pg_stat_activity USING (pid)
  WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (classid::bigint, objid::bigint) = (SELECT a & 4294967295, b & 4294967295
    FROM (SELECT hashtext('nominal station')::bigint AS a, hashtext(coalesce(current_schema(), ''))::bigint AS b) AS key)`;

/**
 * The sole right to write to a PostgreSQL database: an advisory lock on a connection of its own, which
 * ends with the process or its connection. One that was lost is taken again before anything is written.
 */
export class PostgresLock {
  readonly #url: string;
  /** Name of the connection, by which it is found if it was cut off and the server has not noticed. */
  readonly #name = `nominal lock ${hostname().slice(0, 28)} ${process.pid} ${randomUUID().slice(0, 8)}`;
  #client: pg.Client | null = null;
  #taking: Promise<void> | null = null;
  #released = false;

  private constructor(url: string) {
    this.#url = url;
  }

  /** @throws NominalError `STORE_IN_USE` if another station has it, `STORE_UNAVAILABLE` or `STORE_FAILED`. */
  static async take(url: string): Promise<PostgresLock> {
    const lock = new PostgresLock(url);
    const askedAt = performance.now();
    for (;;) {
      try {
        await lock.require();
        return lock;
      } catch (error) {
        if (!(error instanceof NominalError)) throw error;
        const { code } = error;
        if (code !== 'STORE_IN_USE' && code !== 'STORE_UNAVAILABLE') throw error;
        if (performance.now() > askedAt + PATIENCE_MS[code]) throw error;
        await delay(RETRY_MS);
      }
    }
  }

  /** Makes sure that this process has it. @throws NominalError as {@link take}. */
  async require(): Promise<void> {
    if (this.#client !== null) return;
    this.#taking ??= this.#connect().finally(() => {
      this.#taking = null;
    });
    await this.#taking;
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#taking?.catch(() => undefined);
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: this.#name,
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      keepAlive: true,
    });
    const lost = () => {
      if (this.#client === client) this.#client = null;
    };
    client.on('error', lost);
    client.on('end', lost);
    try {
      await client.connect();
      await client.query(KEEPALIVE);
      await client.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()',
        [this.#name],
      );
      const { rows } = await client.query<{ taken: boolean }>(
        `SELECT pg_try_advisory_lock(${KEY}) AS taken`,
      );
      if (rows[0]?.taken !== true) throw await inUse(client);
      if (this.#released) throw storeError(new Error('the station is stopping'));
      this.#client = client;
    } catch (cause) {
      await client.end().catch(() => undefined);
      throw cause instanceof NominalError ? cause : storeError(cause);
    }
  }
}

async function inUse(client: pg.Client): Promise<NominalError> {
  const { rows } = await client.query<{
    application_name: string;
    address: string | null;
    since: string;
  }>(HOLDER);
  const holder = rows.at(0);
  return new NominalError('STORE_IN_USE', {
    what: 'another station works with the database',
    received:
      holder === undefined
        ? 'another process'
        : `${holder.application_name} (${holder.address ?? 'this machine'}), since ${holder.since}`,
    remedy: 'End that station first, or name another database',
  });
}
