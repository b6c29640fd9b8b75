import { EventEmitter } from 'node:events';
import { NominalError, plainError, throwIfCancelled } from '../../errors/index.ts';
import { isStoreFailure, type Job, type Store, type Tables } from '../../store/index.ts';
import type { StationMetrics } from '../metrics/StationMetrics.ts';
import { type JobParameters, processKinds } from './jobParameters.ts';
import { publishResult } from './publishResult.ts';
import { TaskProcess } from './TaskProcess.ts';
import type { TaskProcessOptions } from './tasks.ts';
import { taskOf } from './taskOf.ts';

/** A job begun so often without an end is given up: it may be what ends the station. */
const MAX_ATTEMPTS = 3;
/** Progress is told at once, and written down so often. */
const PROGRESS_WRITE_MS = 1000;
/** Wait for a database that fails. */
const STORE_RETRY_MS = 1000;

/** What a runner works with. */
export interface JobRunnerParts {
  readonly store: Store;
  readonly metrics: StationMetrics;
  readonly runtime: TaskProcessOptions;
  /** Does a job of kind `inspect`. @throws NominalError `CANCELLED` or that of the first refusal. */
  readonly inspectImages: (
    job: Job,
    signal: AbortSignal,
    onProgress: (progress: unknown) => void,
  ) => Promise<unknown>;
}

/** A job under way. */
interface Running {
  readonly cancellation: AbortController;
  /** The process that does it; null while there is none. */
  process: TaskProcess | null;
}

/** Jobs of these kinds are done one after the other, beside those of the other lane. */
const lanes = { process: processKinds, inspect: ['inspect'] } as const;
type Lane = keyof typeof lanes;

/**
 * Does jobs: those that fit one at a time in a process of their own, those that inspect beside them.
 * A job that was under way when the station ended is done again from its start.
 */
export class JobRunner {
  readonly #parts: JobRunnerParts;
  readonly #events = new EventEmitter();
  readonly #running = new Map<string, Running>();
  readonly #open = new Map<Lane, Promise<void>>();
  /** Lanes that may have got work since they last looked. */
  readonly #asked = new Set<Lane>();
  #stopping = false;

  constructor(parts: JobRunnerParts) {
    this.#parts = parts;
    this.#events.setMaxListeners(0);
  }

  /** Takes up what the last run left. */
  async start(): Promise<void> {
    await this.#parts.store.jobs.requeueRunning();
    this.#pump();
  }

  /**
   * @param prepare says what is to be done, or refuses; within the commit that records the job.
   * @throws NominalError `STOPPING`, or that of `prepare`.
   */
  async enqueue(
    productId: string,
    actor: string,
    prepare: (tables: Tables) => Promise<JobParameters>,
  ): Promise<Job> {
    if (this.#stopping) {
      throw new NominalError('STOPPING', { what: 'the station is stopping and takes no new work' });
    }
    const job = await this.#parts.store.transaction(async (tables) => {
      const parameters = await prepare(tables);
      const { kind } = parameters;
      const created = await tables.jobs.create(kind, productId, parameters, actor);
      await tables.audit.add(actor, `job.${kind}`, created.id, { productId });
      return created;
    });
    this.#pump();
    return job;
  }

  /** Stops a job that waits or runs. @returns whether there was one to stop. */
  async cancel(id: string): Promise<boolean> {
    const { jobs } = this.#parts.store;
    const withdrawn = await jobs.withdraw(id);
    if (withdrawn !== null) {
      this.#ended(withdrawn);
      return true;
    }
    const running = this.#running.get(id);
    if (running === undefined) return false;
    running.cancellation.abort();
    running.process?.cancel();
    return true;
  }

  /** Calls back with the job at each change of state or progress. @returns how to stop that. */
  watch(id: string, listener: (job: Job) => void): () => void {
    this.#events.on(id, listener);
    return () => this.#events.off(id, listener);
  }

  /** Stops what runs; it waits for the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { cancellation, process } of this.#running.values()) {
      cancellation.abort();
      process?.kill();
    }
    await Promise.all(this.#open.values());
  }

  #pump(): void {
    for (const lane of Object.keys(lanes) as Lane[]) {
      this.#asked.add(lane);
      if (!this.#open.has(lane)) this.#open.set(lane, this.#drain(lane));
    }
  }

  /** Does the jobs of a lane until none is left. */
  async #drain(lane: Lane): Promise<void> {
    try {
      while (this.#asked.delete(lane)) {
        for (let job = await this.#take(lane); job !== null; job = await this.#take(lane))
          await this.#do(job);
      }
    } finally {
      this.#open.delete(lane);
    }
  }

  async #take(lane: Lane): Promise<Job | null> {
    if (this.#stopping) return null;
    return this.#insist(() => this.#parts.store.jobs.take(lanes[lane]));
  }

  async #do(job: Job): Promise<void> {
    const { store } = this.#parts;
    const running: Running = { cancellation: new AbortController(), process: null };
    this.#running.set(job.id, running);
    if (this.#stopping) running.cancellation.abort();
    this.#events.emit(job.id, job);
    try {
      if (job.attempts > MAX_ATTEMPTS) {
        throw new NominalError('WORKER_FAILED', {
          what: `the station ended ${MAX_ATTEMPTS} times while it did this job`,
          remedy: 'Look at the log; memory may be short',
        });
      }
      const resultOf = await this.#run(job, running);
      // A model and the end of its job are recorded together: a job is never done twice.
      await this.#finish((tables) =>
        resultOf(tables).then((result) => tables.jobs.finish(job.id, 'done', { result })),
      );
    } catch (error) {
      if (this.#stopping) await this.#insist(() => store.jobs.requeue(job.id));
      else {
        const { code, message } = plainError(error);
        const cancelled = code === 'CANCELLED';
        const outcome = cancelled ? {} : { error: { code, message } };
        await this.#finish(({ jobs }) =>
          jobs.finish(job.id, cancelled ? 'cancelled' : 'failed', outcome),
        );
      }
    } finally {
      this.#running.delete(job.id);
    }
  }

  /** @returns what is to be recorded within the commit that ends the job, and shown as its result. */
  async #run(job: Job, running: Running): Promise<(tables: Tables) => Promise<unknown>> {
    const { store, runtime, inspectImages } = this.#parts;
    const { signal } = running.cancellation;
    const onProgress = this.#progressWriter(job);
    const task = await taskOf(job, store);
    if (task === null) {
      const result = await inspectImages(job, signal, onProgress);
      return () => Promise.resolve(result);
    }
    throwIfCancelled(signal);
    running.process = new TaskProcess(task, runtime, onProgress);
    const result = await running.process.result;
    return (tables) => publishResult(job, result, tables);
  }

  #progressWriter(job: Job): (progress: unknown) => void {
    let written = 0;
    let writing = Promise.resolve();
    return (progress) => {
      this.#events.emit(job.id, { ...job, progress });
      if (performance.now() - written < PROGRESS_WRITE_MS) return;
      written = performance.now();
      writing = writing.then(() => this.#parts.store.jobs.progress(job.id, progress));
      // What cannot be written down now is written the next time.
      writing = writing.catch(() => undefined);
    };
  }

  /** Ends a job in one commit. Where the database is away, its work is not thrown away for that. */
  async #finish(work: (tables: Tables) => Promise<Job>): Promise<void> {
    const job = await this.#insist(() => this.#parts.store.transaction(work));
    if (job !== null) this.#ended(job);
  }

  #ended(job: Job): void {
    this.#parts.metrics.jobs.inc({ kind: job.kind, state: job.state });
    this.#events.emit(job.id, job);
  }

  /** Tries again while the database fails. @returns null if the station stops before it does. */
  async #insist<Result>(work: () => Promise<Result>): Promise<Result | null> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isStoreFailure(error)) throw error;
        if (this.#stopping) return null;
        await new Promise((resolve) => setTimeout(resolve, STORE_RETRY_MS));
      }
    }
  }
}
