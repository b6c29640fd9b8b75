import { EventEmitter } from 'node:events';
import { NominalError, plainError } from '../../errors/index.ts';
import type { Job, Store } from '../../store/index.ts';
import type { StationMetrics } from '../metrics/StationMetrics.ts';
import { type JobParameters, processKinds } from './jobParameters.ts';
import { publishResult } from './publishResult.ts';
import { TaskProcess } from './TaskProcess.ts';
import { taskOf } from './taskOf.ts';

/** A job begun so often without an end is given up: it may be what ends the station. */
const MAX_ATTEMPTS = 3;
/** Progress is told at once, and written down so often. */
const PROGRESS_WRITE_MS = 1000;

/** What a runner works with. */
export interface JobRunnerParts {
  readonly store: Store;
  readonly metrics: StationMetrics;
  readonly threads: number;
  /** Does a job of kind `inspect`. @throws NominalError `CANCELLED` or that of the first refusal. */
  readonly inspectImages: (
    job: Job,
    signal: AbortSignal,
    onProgress: (progress: unknown) => void,
  ) => Promise<unknown>;
}

/** A job under way, and how to stop it. */
interface Running {
  readonly id: string;
  readonly cancel: () => void;
  readonly kill: () => void;
}

/**
 * Does jobs: those that fit one at a time in a process of their own, those that inspect beside them.
 * A job that was under way when the station ended is done again from its start.
 */
export class JobRunner {
  readonly #parts: JobRunnerParts;
  readonly #events = new EventEmitter();
  readonly #running = new Map<string, Running>();
  readonly #lanes = new Set<string>();
  #stopping = false;

  constructor(parts: JobRunnerParts) {
    this.#parts = parts;
    this.#events.setMaxListeners(0);
  }

  /** Takes up what the last run left. */
  start(): void {
    this.#parts.store.jobs.requeueRunning();
    this.#pump();
  }

  /** @throws NominalError `STOPPING`. */
  enqueue({ kind, ...parameters }: JobParameters, productId: string, actor: string): Job {
    if (this.#stopping) {
      throw new NominalError('STOPPING', { what: 'the station is stopping and takes no new work' });
    }
    const job = this.#parts.store.jobs.create(kind, productId, { kind, ...parameters }, actor);
    this.#parts.store.audit.add(actor, `job.${kind}`, job.id, { productId });
    setImmediate(() => this.#pump());
    return job;
  }

  /** Stops a job that waits or runs. @returns whether there was one to stop. */
  cancel(id: string): boolean {
    const job = this.#parts.store.jobs.get(id);
    if (job?.state === 'queued') {
      this.#finish(this.#parts.store.jobs.finish(id, 'cancelled', {}));
      return true;
    }
    const running = this.#running.get(id);
    running?.cancel();
    return running !== undefined;
  }

  /** Calls back with the job at each change of state or progress. @returns how to stop that. */
  watch(id: string, listener: (job: Job) => void): () => void {
    this.#events.on(id, listener);
    return () => this.#events.off(id, listener);
  }

  /** Process ids of the processes that fit. */
  get pids(): readonly number[] {
    return [...this.#running.values()].flatMap((running) =>
      running instanceof RunningTask && running.pid !== undefined ? [running.pid] : [],
    );
  }

  /** Stops what runs; it waits for the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const running of this.#running.values()) running.kill();
    while (this.#running.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  #pump(): void {
    void this.#lane('process', processKinds);
    void this.#lane('inspect', ['inspect']);
  }

  /** Does the jobs of some kinds one after the other; one such loop runs at a time. */
  async #lane(name: string, kinds: readonly Job['kind'][]): Promise<void> {
    if (this.#lanes.has(name)) return;
    this.#lanes.add(name);
    try {
      for (;;) {
        const job = this.#stopping ? null : this.#parts.store.jobs.next(kinds);
        if (job === null) return;
        await this.#do(this.#parts.store.jobs.begin(job.id));
      }
    } finally {
      this.#lanes.delete(name);
    }
  }

  async #do(job: Job): Promise<void> {
    const { store } = this.#parts;
    this.#events.emit(job.id, job);
    try {
      if (job.attempts > MAX_ATTEMPTS) {
        throw new NominalError('WORKER_FAILED', {
          what: `the station ended ${MAX_ATTEMPTS} times while it did this job`,
          remedy: 'Look at the log; memory may be short',
        });
      }
      const onProgress = this.#progressWriter(job);
      const finish = await this.#run(job, onProgress);
      // A model and the end of its job are recorded together: a job is never done twice.
      this.#finish(
        store.transaction(() => store.jobs.finish(job.id, 'done', { result: finish() })),
      );
    } catch (error) {
      if (this.#stopping) store.jobs.requeue(job.id);
      else {
        const { code, message } = plainError(error);
        const cancelled = code === 'CANCELLED';
        const outcome = cancelled ? {} : { error: { code, message } };
        this.#finish(store.jobs.finish(job.id, cancelled ? 'cancelled' : 'failed', outcome));
      }
    } finally {
      this.#running.delete(job.id);
    }
  }

  /** @returns what is to be done within the commit that ends the job. */
  async #run(job: Job, onProgress: (progress: unknown) => void): Promise<() => unknown> {
    const { store, threads, inspectImages } = this.#parts;
    const task = await taskOf(job, store);
    if (task === null) {
      const controller = new AbortController();
      const abort = () => controller.abort();
      this.#running.set(job.id, { id: job.id, cancel: abort, kill: abort });
      const result = await inspectImages(job, controller.signal, onProgress);
      return () => result;
    }
    const running = new RunningTask(job.id, new TaskProcess(task, { threads }, onProgress));
    this.#running.set(job.id, running);
    const result = await running.process.result;
    return () => publishResult(job, result, store);
  }

  #progressWriter(job: Job): (progress: unknown) => void {
    let written = 0;
    return (progress) => {
      this.#events.emit(job.id, { ...job, progress });
      if (performance.now() - written < PROGRESS_WRITE_MS) return;
      written = performance.now();
      this.#parts.store.jobs.progress(job.id, progress);
    };
  }

  #finish(job: Job): void {
    this.#parts.metrics.jobs.inc({ kind: job.kind, state: job.state });
    this.#events.emit(job.id, job);
  }
}

class RunningTask implements Running {
  readonly id: string;
  readonly process: TaskProcess;

  constructor(id: string, process: TaskProcess) {
    this.id = id;
    this.process = process;
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  cancel(): void {
    this.process.cancel();
  }

  kill(): void {
    this.process.kill();
  }
}
