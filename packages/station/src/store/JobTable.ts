import { json, jsonOrNull, number, text, textOrNull } from './columns.ts';
import { createId } from './createId.ts';
import type { Job, JobState } from './records.ts';
import type { Row, Sql } from './Sql.ts';

/** Long pieces of work, which outlive the process that does them. */
export class JobTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async create(
    kind: string,
    productId: string,
    parameters: unknown,
    createdBy: string,
  ): Promise<Job> {
    const id = createId();
    await this.#sql.run(
      `INSERT INTO jobs (id, kind, product_id, parameters, state, created_at, created_by)
       VALUES (?, ?, ?, ?, 'queued', ?, ?)`,
      id,
      kind,
      productId,
      JSON.stringify(parameters),
      new Date().toISOString(),
      createdBy,
    );
    return this.#require(id);
  }

  async get(id: string): Promise<Job | null> {
    const row = await this.#sql.first('SELECT * FROM jobs WHERE id = ?', id);
    return row === undefined ? null : jobOf(row);
  }

  /** Newest first. */
  async list(productId: string | undefined, limit: number): Promise<Job[]> {
    const order = 'ORDER BY rowid DESC LIMIT ?';
    const rows =
      productId === undefined
        ? await this.#sql.all(`SELECT * FROM jobs ${order}`, limit)
        : await this.#sql.all(`SELECT * FROM jobs WHERE product_id = ? ${order}`, productId, limit);
    return rows.map(jobOf);
  }

  /**
   * Takes up the one that came first of some kinds that wait; each time counts as an attempt.
   *
   * @param mostAttempts only one that was begun less often.
   */
  take(kinds: readonly string[], mostAttempts = Infinity): Promise<Job | null> {
    return this.#sql.transaction(async (sql) => {
      const oldest = await sql.first(
        `SELECT id FROM jobs WHERE state = 'queued' AND kind IN (${kinds.map(() => '?').join(', ')})
         AND attempts < ? ORDER BY rowid LIMIT 1`,
        ...kinds,
        Math.min(mostAttempts, Number.MAX_SAFE_INTEGER),
      );
      if (oldest === undefined) return null;
      const row = await sql.first(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1 WHERE id = ? RETURNING *",
        text(oldest, 'id'),
      );
      return row === undefined ? null : jobOf(row);
    });
  }

  /** Most attempts of a waiting job of these kinds; null if none waits. */
  async mostAttempts(kinds: readonly string[]): Promise<number | null> {
    const row = await this.#sql.first(
      `SELECT max(attempts) AS most FROM jobs
       WHERE state = 'queued' AND kind IN (${kinds.map(() => '?').join(', ')})`,
      ...kinds,
    );
    return row?.most === null || row === undefined ? null : number(row, 'most');
  }

  /** Those of a product that wait or run. */
  async open(productId: string): Promise<Job[]> {
    const rows = await this.#sql.all(
      "SELECT * FROM jobs WHERE product_id = ? AND state IN ('queued', 'running')",
      productId,
    );
    return rows.map(jobOf);
  }

  /** Jobs that ran when the process ended wait again. */
  async requeueRunning(): Promise<void> {
    await this.#sql.run("UPDATE jobs SET state = 'queued' WHERE state = 'running'");
  }

  /** Puts one job back: it was stopped, not finished. */
  async requeue(id: string): Promise<void> {
    await this.#sql.run(
      "UPDATE jobs SET state = 'queued', attempts = attempts - 1 WHERE id = ?",
      id,
    );
  }

  /** Ends a job that waits. @returns null if it does not wait. */
  withdraw(id: string): Promise<Job | null> {
    return this.#sql.transaction(async (sql) => {
      const changes = await sql.run(
        "UPDATE jobs SET state = 'cancelled', finished_at = ? WHERE id = ? AND state = 'queued'",
        new Date().toISOString(),
        id,
      );
      return changes === 0 ? null : new JobTable(sql).get(id);
    });
  }

  async progress(id: string, progress: unknown): Promise<void> {
    await this.#sql.run('UPDATE jobs SET progress = ? WHERE id = ?', JSON.stringify(progress), id);
  }

  async finish(
    id: string,
    state: JobState,
    outcome: { result?: unknown; error?: Job['error'] },
  ): Promise<Job> {
    await this.#sql.run(
      'UPDATE jobs SET state = ?, result = ?, error = ?, finished_at = ? WHERE id = ?',
      state,
      outcome.result === undefined ? null : JSON.stringify(outcome.result),
      outcome.error === undefined ? null : JSON.stringify(outcome.error),
      new Date().toISOString(),
      id,
    );
    return this.#require(id);
  }

  async #require(id: string): Promise<Job> {
    const job = await this.get(id);
    if (job === null) throw new RangeError(`there is no job ${id}`);
    return job;
  }
}

function jobOf(row: Row): Job {
  return {
    id: text(row, 'id'),
    kind: text(row, 'kind'),
    productId: text(row, 'product_id'),
    parameters: json(row, 'parameters'),
    state: text(row, 'state') as JobState,
    progress: jsonOrNull(row, 'progress'),
    result: jsonOrNull(row, 'result'),
    error: jsonOrNull(row, 'error') as Job['error'],
    attempts: number(row, 'attempts'),
    createdAt: text(row, 'created_at'),
    finishedAt: textOrNull(row, 'finished_at'),
    createdBy: text(row, 'created_by'),
  };
}
