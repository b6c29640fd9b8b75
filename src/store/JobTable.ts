import { json, jsonOrNull, number, text, textOrNull } from './columns.ts';
import { createId } from './createId.ts';
import type { Job, JobKind, JobState } from './records.ts';
import type { Row, Sql } from './Sql.ts';

/** Long pieces of work, which outlive the process that does them. */
export class JobTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  create(kind: JobKind, productId: string, parameters: unknown, createdBy: string): Job {
    const id = createId();
    this.#sql.run(
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

  get(id: string): Job | null {
    const row = this.#sql.first('SELECT * FROM jobs WHERE id = ?', id);
    return row === undefined ? null : jobOf(row);
  }

  /** Newest first. */
  list(productId: string | undefined, limit: number): Job[] {
    const rows =
      productId === undefined
        ? this.#sql.all('SELECT * FROM jobs ORDER BY created_at DESC, rowid DESC LIMIT ?', limit)
        : this.#sql.all(
            'SELECT * FROM jobs WHERE product_id = ? ORDER BY created_at DESC, rowid DESC LIMIT ?',
            productId,
            limit,
          );
    return rows.map(jobOf);
  }

  /** The oldest of some kinds that waits. */
  next(kinds: readonly JobKind[]): Job | null {
    const row = this.#sql.first(
      `SELECT * FROM jobs WHERE state = 'queued' AND kind IN (SELECT value FROM json_each(?))
       ORDER BY created_at, rowid LIMIT 1`,
      JSON.stringify(kinds),
    );
    return row === undefined ? null : jobOf(row);
  }

  /** Those of a product that wait or run. */
  open(productId: string): Job[] {
    return this.#sql
      .all("SELECT * FROM jobs WHERE product_id = ? AND state IN ('queued', 'running')", productId)
      .map(jobOf);
  }

  /** Takes a job up; each time counts as an attempt. */
  begin(id: string): Job {
    this.#sql.run("UPDATE jobs SET state = 'running', attempts = attempts + 1 WHERE id = ?", id);
    return this.#require(id);
  }

  /** Jobs that ran when the process ended wait again. */
  requeueRunning(): void {
    this.#sql.run("UPDATE jobs SET state = 'queued' WHERE state = 'running'");
  }

  /** Puts one job back: it was stopped, not finished. */
  requeue(id: string): void {
    this.#sql.run("UPDATE jobs SET state = 'queued', attempts = attempts - 1 WHERE id = ?", id);
  }

  progress(id: string, progress: unknown): void {
    this.#sql.run('UPDATE jobs SET progress = ? WHERE id = ?', JSON.stringify(progress), id);
  }

  finish(id: string, state: JobState, outcome: { result?: unknown; error?: Job['error'] }): Job {
    this.#sql.run(
      'UPDATE jobs SET state = ?, result = ?, error = ?, finished_at = ? WHERE id = ?',
      state,
      outcome.result === undefined ? null : JSON.stringify(outcome.result),
      outcome.error === undefined ? null : JSON.stringify(outcome.error),
      new Date().toISOString(),
      id,
    );
    return this.#require(id);
  }

  #require(id: string): Job {
    const job = this.get(id);
    if (job === null) throw new RangeError(`there is no job ${id}`);
    return job;
  }
}

function jobOf(row: Row): Job {
  return {
    id: text(row, 'id'),
    kind: text(row, 'kind') as JobKind,
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
