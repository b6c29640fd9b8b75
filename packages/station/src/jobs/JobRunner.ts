import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { NominalError, plainError, throwIfCancelled } from 'nominal-vision/internal/errors';
import type { KeptImage } from '../inspect/InspectionDesk.ts';
import { createId, isStoreFailure, type Job, type Product, type Tables } from '../store/index.ts';
import type { StationMetrics } from '../metrics/StationMetrics.ts';
import { jobPaths } from './jobPaths.ts';
import { type JobKind, jobKindNames, jobKinds, kindOf } from './kinds/index.ts';
import type { JobDesk } from './kinds/JobKind.ts';
import { TaskProcess } from './TaskProcess.ts';
import type { TaskProcessOptions } from './tasks.ts';

/**
 * A job that was under way at this many ends of the station may be what ends it. It is not given up for
 * that, since a power failure may have been the cause, but waits behind all others, and until the
 * station has been up for a while: twice as long with each further end, up to an hour.
 */
const SUSPECT_ATTEMPTS = 3;
const SUSPECT_WAIT_MS = { least: 60_000, most: 3_600_000 };
/** Minimum interval between progress writes; listeners are notified immediately. */
const PROGRESS_WRITE_MS = 1000;
/** Wait for a database that fails. */
const STORE_RETRY_MS = 1000;

/** What a runner works with. */
export interface JobRunnerParts extends JobDesk {
  readonly metrics: StationMetrics;
  readonly runtime: TaskProcessOptions;
  /** Time that the station must have been up for before a job that may end it is begun; a minute by default. */
  readonly suspectWaitMs?: number;
  /** Time without progress after which a job's process is stuck, and ended. */
  readonly stallMs: number;
}

/** A job under way. */
interface Running {
  readonly cancellation: AbortController;
  /** Removes what its process has written. */
  discard: () => Promise<void>;
  /** The process that does it; null while there is none. */
  process: TaskProcess | null;
  /** Its end is being recorded: it can no longer be cancelled. */
  ending: boolean;
}

/** Jobs of a lane are done one after the other, next to those of the other lane. */
const lanes = ['process', 'station'] as const;
type Lane = (typeof lanes)[number];

function kindsOf(lane: Lane): readonly JobKind[] {
  return jobKindNames.filter((kind) => jobKinds[kind].place === lane);
}

/**
 * Does jobs: those that fit one at a time in a process of their own, those that inspect at the same time.
 * A job that was under way when the station ended is done again from its start.
 */
export class JobRunner {
  readonly #parts: JobRunnerParts;
  readonly #events = new EventEmitter();
  readonly #running = new Map<string, Running>();
  readonly #open = new Map<Lane, Promise<void>>();
  /** Lanes that may have got work since they last looked. */
  readonly #asked = new Set<Lane>();
  readonly #startedAt = performance.now();
  /** One a lane: it looks again once a job that the station must be up for may be begun. */
  readonly #timers = new Map<Lane, NodeJS.Timeout>();
  #stopping = false;

  constructor(parts: JobRunnerParts) {
    this.#parts = parts;
    this.#events.setMaxListeners(0);
  }

  /** Resumes the jobs that the last run left. */
  async start(): Promise<void> {
    await this.#parts.store.jobs.requeueRunning();
    this.#pump();
  }

  /**
   * Records a job, which is then done in its turn.
   *
   * @param images that came with the request.
   * @throws NominalError `STOPPING`, or why the kind refuses.
   */
  async enqueue(
    kind: JobKind,
    product: Product,
    actor: string,
    images: readonly KeptImage[] = [],
  ): Promise<Job> {
    if (this.#stopping) {
      throw new NominalError('STOPPING', {
        reason: 'stopping',
        what: 'the station is stopping and takes no new work',
      });
    }
    const job = await this.#parts.store.transaction(async (tables) => {
      const start = { product, tables, images, newModelId: createId() };
      const parameters = await jobKinds[kind].start(start);
      const created = await tables.jobs.create(kind, product.id, parameters, actor);
      await tables.audit.add(actor, `job.${kind}`, created.id, { productId: product.id });
      return created;
    });
    this.#pump();
    return job;
  }

  /** Stops a job that waits or runs: it is cancelled for certain. @returns whether there was one to stop. */
  async cancel(id: string): Promise<boolean> {
    const { jobs } = this.#parts.store;
    const withdrawn = await jobs.withdraw(id);
    if (withdrawn !== null) {
      this.#ended(withdrawn);
      return true;
    }
    const running = this.#running.get(id);
    if (running === undefined || running.ending) return false;
    running.cancellation.abort();
    running.process?.cancel();
    return true;
  }

  /** Process id of the process that does a job; undefined where there is none. */
  pidOf(id: string): number | undefined {
    return this.#running.get(id)?.process?.pid;
  }

  /** Calls back with the job at each change of state or progress. @returns how to stop that. */
  watch(id: string, listener: (job: Job) => void): () => void {
    this.#events.on(id, listener);
    return () => this.#events.off(id, listener);
  }

  /** Stops the jobs that run; they wait for the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const { cancellation, process } of this.#running.values()) {
      cancellation.abort();
      process?.kill();
    }
    await Promise.all(this.#open.values());
  }

  #pump(): void {
    for (const lane of lanes) this.#pumpLane(lane);
  }

  #pumpLane(lane: Lane): void {
    this.#asked.add(lane);
    if (!this.#open.has(lane)) this.#open.set(lane, this.#drain(lane));
  }

  /**
   * Does the jobs of a lane until none is left. A failure is logged, and keeps no other job from being
   * done.
   */
  async #drain(lane: Lane): Promise<void> {
    try {
      while (this.#asked.delete(lane)) {
        for (let job = await this.#take(lane); job !== null; job = await this.#take(lane)) {
          await this.#do(job).catch((error: unknown) =>
            this.#parts.report('the end of a job cannot be recorded', error),
          );
        }
        await this.#waitForSuspects(lane);
      }
    } catch (error) {
      this.#parts.report('jobs cannot be started', error);
    } finally {
      this.#open.delete(lane);
    }
  }

  async #take(lane: Lane): Promise<Job | null> {
    if (this.#stopping) return null;
    const { jobs } = this.#parts.store;
    return this.#insist(
      async () =>
        (await jobs.take(kindsOf(lane), SUSPECT_ATTEMPTS)) ??
        jobs.take(kindsOf(lane), this.#mostAttempts()),
    );
  }

  /** How often a job may have been begun, to be begun again now. */
  #mostAttempts(): number {
    const upMs = performance.now() - this.#startedAt;
    let attempts = SUSPECT_ATTEMPTS;
    while (upMs >= this.#suspectWaitMs(attempts)) {
      if (this.#suspectWaitMs(attempts) >= SUSPECT_WAIT_MS.most) return Infinity;
      attempts++;
    }
    return attempts;
  }

  /** How long the station must have been up before a job with this many attempts is begun. */
  #suspectWaitMs(attempts: number): number {
    const { suspectWaitMs = SUSPECT_WAIT_MS.least } = this.#parts;
    return Math.min(SUSPECT_WAIT_MS.most, suspectWaitMs * 2 ** (attempts - SUSPECT_ATTEMPTS));
  }

  /** Schedules the next look for jobs that wait for the station to have been up long enough. */
  async #waitForSuspects(lane: Lane): Promise<void> {
    clearTimeout(this.#timers.get(lane));
    const attempts = await this.#insist(() => this.#parts.store.jobs.mostAttempts(kindsOf(lane)));
    if (attempts === null || this.#stopping) return;
    const upMs = performance.now() - this.#startedAt;
    // Its time may have come since the lane last looked: then it looks again at once.
    const leftMs = Math.max(0, this.#suspectWaitMs(attempts) - upMs);
    // One that was begun less often is found by a look before that.
    const waitMs = Math.min(leftMs, this.#suspectWaitMs(SUSPECT_ATTEMPTS));
    this.#timers.set(
      lane,
      setTimeout(() => this.#pumpLane(lane), waitMs),
    );
  }

  async #do(job: Job): Promise<void> {
    const { store } = this.#parts;
    const running: Running = {
      cancellation: new AbortController(),
      discard: () => Promise.resolve(),
      process: null,
      ending: false,
    };
    this.#running.set(job.id, running);
    if (this.#stopping) running.cancellation.abort();
    this.#events.emit(job.id, job);
    try {
      const resultOf = await this.#run(job, running);
      running.ending = true;
      if (!this.#stopping) throwIfCancelled(running.cancellation.signal);
      // A model and the end of its job are recorded together: a job is never done twice.
      await this.#finish((tables) =>
        resultOf(tables).then((result) => tables.jobs.finish(job.id, 'done', { result })),
      );
    } catch (error) {
      running.ending = true;
      // What cannot be removed now is removed at the next start.
      await running.discard().catch(() => undefined);
      if (this.#stopping) await this.#insist(() => store.jobs.requeue(job.id));
      else {
        const told = plainError(error);
        const cancelled = told.code === 'CANCELLED' || running.cancellation.signal.aborted;
        const outcome = cancelled ? {} : { error: told };
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
    const { store, runtime, stallMs } = this.#parts;
    const { signal } = running.cancellation;
    const onProgress = this.#progressWriter(job);
    const name = kindOf(job);
    const kind = jobKinds[name];
    if (kind.place === 'station') {
      throwIfCancelled(signal);
      // An image that is with a stuck process holds up nothing: its job is left.
      const work = kind.work(job, this.#parts, signal, onProgress);
      const result = await Promise.race([work, left(signal)]);
      return () => Promise.resolve(result);
    }
    const input = await kind.inputOf(job, jobPaths(store));
    running.discard = () => kind.discard(input);
    throwIfCancelled(signal);
    running.process = new TaskProcess({ kind: name, input }, runtime, { onProgress, stallMs });
    const result = await running.process.result;
    return (tables) => kind.publish(job, result, tables);
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
        await delay(STORE_RETRY_MS);
      }
    }
  }
}

/** Never ends well. @throws NominalError `CANCELLED` at once when the signal is aborted. */
function left(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener(
      'abort',
      () =>
        reject(
          new NominalError('CANCELLED', {
            reason: 'workCancelled',
            what: 'the work was cancelled',
          }),
        ),
      { once: true },
    );
  });
}
