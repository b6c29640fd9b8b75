import { type ChildProcess, fork } from 'node:child_process';
import { NominalError, nominalError } from '../errors/index.ts';
import { packageFile } from '../files/index.ts';
import type { InspectionTask, Inspector } from './Inspector.ts';
import type { InspectorOptions, InspectorOutput, InspectRequest, Judgement } from './messages.ts';

/** Requests given to the process at a time: enough to keep its pipeline full, few enough to lose little. */
const WINDOW = 8;
/** How often one image may be begun: one that ends the process must not do so for ever. */
const MAX_ATTEMPTS = 2;
/** Wait before another start where the last one came to nothing. */
const RESTART_DELAY_MS = 1000;
/** Longest wait for the process to end by itself. */
const CLOSE_TIMEOUT_MS = 10_000;

interface Waiting {
  readonly request: InspectRequest;
  readonly resolve: (judgement: Judgement) => void;
  readonly reject: (error: Error) => void;
  readonly attempts: number;
}

/**
 * The images that wait for the process that inspects, which is started anew if it ends. All requests
 * share one queue, so that images of many callers follow each other without a gap.
 */
export class InspectionQueue implements Inspector {
  readonly #options: InspectorOptions;
  readonly #waiting: Waiting[] = [];
  readonly #sent = new Map<number, Waiting>();
  #process: ChildProcess;
  #ready = false;
  #models: readonly string[] = [];
  #closing = false;
  #nextId = 1;

  constructor(options: InspectorOptions) {
    this.#options = options;
    this.#process = this.#start();
  }

  /** Images that wait or are being inspected. */
  get depth(): number {
    return this.#waiting.length + this.#sent.size;
  }

  /** Whether the process is up. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Ids of the models that the process has in memory. */
  get models(): readonly string[] {
    return this.#models;
  }

  /** Process id of the process that inspects. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** @throws NominalError of an image or model that cannot be read, or `WORKER_FAILED`. */
  inspect({ modelId, modelPath, falseRejectRate, image }: InspectionTask): Promise<Judgement> {
    const id = this.#nextId++;
    const request: InspectRequest = {
      type: 'inspect',
      id,
      modelId,
      modelPath,
      falseRejectRate,
      image,
    };
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject, attempts: 1 });
      this.#send();
    });
  }

  /** Waits until all is inspected, then ends the process. */
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

  #start(): ChildProcess {
    const child = fork(
      packageFile('inspector/main.js'),
      [JSON.stringify(this.#options)],
      {
        serialization: 'advanced',
        execArgv: [],
      },
    );
    child.on('message', (message: InspectorOutput) => this.#receive(message));
    // A message to a process that has just ended fails; its end is handled below.
    child.on('error', () => undefined);
    child.on('exit', () => this.#restart());
    return child;
  }

  #receive(message: InspectorOutput): void {
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
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#sent.set(next.request.id, next);
      this.#process.send(next.request);
    }
  }

  #restart(): void {
    const delayMs = this.#ready ? 0 : RESTART_DELAY_MS;
    this.#ready = false;
    this.#models = [];
    const lost = [...this.#sent.values()];
    this.#sent.clear();
    for (const waiting of lost.filter(({ attempts }) => attempts >= MAX_ATTEMPTS)) {
      waiting.reject(
        new NominalError('WORKER_FAILED', {
          what: 'the process that inspects ended twice while it had this image',
          remedy: 'Look at the log; an image may be damaged, or memory short',
        }),
      );
    }
    const again = lost.filter(({ attempts }) => attempts < MAX_ATTEMPTS);
    this.#waiting.unshift(
      ...again.map((waiting) => ({ ...waiting, attempts: waiting.attempts + 1 })),
    );
    if (this.#closing && this.#waiting.length === 0) return;
    setTimeout(() => {
      this.#process = this.#start();
    }, delayMs);
  }
}
