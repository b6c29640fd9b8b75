import { type ChildProcess, fork } from 'node:child_process';
import { NominalError, nominalError } from '../errors/index.ts';
import { packageFile } from '../files/index.ts';
import { Watchdog, watchProcess } from '../watchdog/index.ts';
import { decodingArguments, decodingEnvironment } from './decodingEnvironment.ts';
import type { Judgement } from '../decision/index.ts';
import type { InspectionTask, Inspector } from './Inspector.ts';
import type { InspectorOptions, InspectorOutput, InspectRequest } from './messages.ts';

/** Maximum number of requests given to the process at a time: enough to fill its pipeline, few enough to lose little. */
const WINDOW = 8;
/** Maximum number of attempts on one image, so that an image that ends the process cannot do so forever. */
const MAX_ATTEMPTS = 2;
/** Delay before the next start if the last one failed. */
const RESTART_DELAY_MS = 1000;
/** Maximum time for the process to end by itself. */
const CLOSE_TIMEOUT_MS = 10_000;

/** Number of silent checks after which the watchdog reports the silence, before it acts on it. */
const NOTABLE_SILENCE = 0.5;

/** Why a process ended unexpectedly. */
export type ProcessEnd = 'stuck' | 'ended';

/** How the process is watched. */
export interface QueueWatch {
  /** Silence after which the process counts as stuck: not even its event loop turns. */
  readonly stuckAfterMs: number;
  /** Time without an answer, while the process has images, after which it counts as stuck on one of them. */
  readonly imageTimeoutMs: number;
  /** Called with the reason when the process is restarted. */
  readonly onRestart?: (end: ProcessEnd, reason: string) => void;
}

/** The default limits. */
export const defaultQueueWatch = { stuckAfterMs: 60_000, imageTimeoutMs: 600_000 } as const;

interface Waiting {
  readonly request: InspectRequest;
  readonly resolve: (judgement: Judgement) => void;
  readonly reject: (error: Error) => void;
  readonly attempts: number;
}

/**
 * Queues images for the process that inspects, restarts the process if it ends, and ends it if it is
 * stuck. All requests share one queue, so that images of many callers follow each other without a gap.
 * Images that a process had when it ended are tried once more, one at a time, so that the image that
 * ended it cannot fail the others again.
 */
export class InspectionQueue implements Inspector {
  readonly #options: InspectorOptions;
  readonly #watch: QueueWatch;
  readonly #waiting: Waiting[] = [];
  readonly #sent = new Map<number, Waiting>();
  #process: ChildProcess;
  /** Signs of life of the process. */
  #life: Watchdog;
  /** Answers of the process. */
  #answers: Watchdog;
  #ready = false;
  /** Why the current process must be ended; null otherwise. */
  #stuck: string | null = null;
  /** How the last process ended, until the next one is ready. */
  #lastEnd: string | null = null;
  #models: readonly string[] = [];
  #closing = false;
  #nextId = 1;

  constructor(options: InspectorOptions, watch: QueueWatch = defaultQueueWatch) {
    this.#options = options;
    this.#watch = watch;
    this.#process = this.#fork();
    this.#life = this.#watchLife();
    this.#answers = this.#watchAnswers();
  }

  /** Number of images that wait or are being inspected. */
  get depth(): number {
    return this.#waiting.length + this.#sent.size;
  }

  get problem(): string | null {
    if (!this.#ready) {
      return this.#lastEnd === null
        ? 'the process that inspects is starting'
        : `${this.#lastEnd}; it is being started anew`;
    }
    const { silentMs } = this.#life;
    if (silentMs < NOTABLE_SILENCE * this.#watch.stuckAfterMs) return null;
    return `the process that inspects has given no sign of life for ${Math.round(silentMs / 1000)} s`;
  }

  /** Ids of the models that the process has in memory. */
  get models(): readonly string[] {
    return this.#models;
  }

  /** Process id of the process that inspects. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** @throws NominalError `WORKER_FAILED`, `INSPECTION_TIMEOUT`, or the error of an image or model that cannot be read. */
  inspect({
    modelId,
    modelPath,
    falseRejectRate,
    threshold,
    image,
  }: InspectionTask): Promise<Judgement> {
    const id = this.#nextId++;
    const request: InspectRequest = {
      type: 'inspect',
      id,
      modelId,
      modelPath,
      falseRejectRate,
      ...(threshold === undefined ? {} : { threshold }),
      image,
    };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject, attempts: 1 });
      this.#send();
    });
  }

  /** Waits until all images are inspected, then ends the process. */
  async close(): Promise<void> {
    this.#closing = true;
    while (this.depth > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
    if (child.connected) child.send({ type: 'close' });
    await ended;
    clearTimeout(timer);
  }

  #start(): void {
    this.#process = this.#fork();
    this.#life = this.#watchLife();
    this.#answers = this.#watchAnswers();
  }

  #fork(): ChildProcess {
    const child = fork(packageFile('inspector/main.js'), [JSON.stringify(this.#options)], {
      serialization: 'advanced',
      execArgv: [...decodingArguments],
      env: decodingEnvironment,
    });
    child.on('message', (message: InspectorOutput) => this.#receive(message));
    // A message to a process that has just ended fails; its end is handled below.
    child.on('error', () => {
      if (child.pid === undefined) this.#restart('cannot be started');
    });
    child.on('exit', (code, signal) =>
      this.#restart(`ended with ${signal === null ? `exit code ${code}` : `signal ${signal}`}`),
    );
    return child;
  }

  #watchLife(): Watchdog {
    const { stuckAfterMs } = this.#watch;
    return watchProcess(this.#process, stuckAfterMs, () =>
      this.#endStuck(`gave no sign of life for ${stuckAfterMs / 1000} s`),
    );
  }

  #watchAnswers(): Watchdog {
    const { imageTimeoutMs } = this.#watch;
    const answers = new Watchdog(imageTimeoutMs, () => {
      if (this.#sent.size > 0) this.#endStuck(`gave no answer for ${imageTimeoutMs / 1000} s`);
    });
    this.#process.once('exit', () => answers.stop());
    return answers;
  }

  /** A stopped or stuck process reacts to no other signal. */
  #endStuck(how: string): void {
    const killed = this.#stuck !== null;
    this.#stuck = how;
    if (killed) this.#abandon();
    else this.#process.kill('SIGKILL');
  }

  /** A process that waits for an unresponsive disk cannot even be killed; another one replaces it. */
  #abandon(): void {
    const child = this.#process;
    child.removeAllListeners().on('error', () => undefined);
    if (child.connected) child.disconnect();
    child.unref();
    this.#restart('cannot be ended');
  }

  #receive(message: InspectorOutput): void {
    if (message.type === 'alive') return;
    this.#answers.heard();
    if (message.type === 'ready') this.#ready = true;
    else if (message.type === 'models') this.#models = message.modelIds;
    else {
      const waiting = this.#sent.get(message.id);
      this.#sent.delete(message.id);
      if (message.type === 'judged') waiting?.resolve(message.judgement);
      else waiting?.reject(nominalError(message.error));
    }
    this.#send();
  }

  #send(): void {
    while (this.#ready && this.#sent.size < WINDOW) {
      const next = this.#waiting.at(0);
      if (next === undefined) return;
      const isSuspect = [next, ...this.#sent.values()].some(({ attempts }) => attempts > 1);
      if (isSuspect && this.#sent.size > 0) return;
      this.#waiting.shift();
      if (this.#sent.size === 0) this.#answers.heard();
      this.#sent.set(next.request.id, next);
      this.#process.send(next.request);
    }
  }

  #restart(how: string): void {
    const delayMs = this.#ready ? 0 : RESTART_DELAY_MS;
    const end: ProcessEnd = this.#stuck === null ? 'ended' : 'stuck';
    this.#lastEnd = `the process that inspects ${this.#stuck ?? how}`;
    this.#stuck = null;
    this.#life.stop();
    this.#answers.stop();
    this.#ready = false;
    this.#models = [];
    const lost = [...this.#sent.values()];
    this.#sent.clear();
    for (const waiting of lost.filter(({ attempts }) => attempts >= MAX_ATTEMPTS)) {
      waiting.reject(givenUp(end, this.#lastEnd));
    }
    const again = lost.filter(({ attempts }) => attempts < MAX_ATTEMPTS);
    this.#waiting.unshift(
      ...again.map((waiting) => ({ ...waiting, attempts: waiting.attempts + 1 })),
    );
    if (this.#closing && this.#waiting.length === 0) return;
    this.#watch.onRestart?.(end, this.#lastEnd);
    setTimeout(() => {
      if (!this.#closing || this.depth > 0) this.#start();
    }, delayMs);
  }
}

function givenUp(end: ProcessEnd, received: string): NominalError {
  return end === 'stuck'
    ? new NominalError('INSPECTION_TIMEOUT', {
        reason: 'inspectProcessStuck',
        what: 'the process that inspects got stuck twice while it had this image',
        received,
        remedy: 'Try again; if it is the image, look at how large it is, or raise imageTimeoutMs',
      })
    : new NominalError('WORKER_FAILED', {
        reason: 'inspectProcessEnded',
        what: 'the process that inspects ended twice while it had this image',
        received,
        remedy: 'Look at the log; an image may be damaged, or memory short',
      });
}
