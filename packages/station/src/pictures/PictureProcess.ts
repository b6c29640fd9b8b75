import { type ChildProcess, fork } from 'node:child_process';
import { NominalError, nominalError } from 'nominal-vision/internal/errors';
import type { DecodingConfig } from 'nominal-vision/internal/config';
import { decodingArguments, decodingEnvironment } from 'nominal-vision/internal/inspector';
import type { PictureInput, PictureOutput, PictureTask } from './messages.ts';
import { stationFile } from '../stationFile.ts';

/** Idle time after which it ends, which frees its memory. */
const IDLE_MS = 5000;
/** Longest time for one image; the largest take some seconds. */
const TIMEOUT_MS = 120_000;

interface Waiting {
  readonly child: ChildProcess;
  readonly resolve: (picture: Uint8Array | null) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** The process that decodes images which are looked at or added, started when there is one. */
export class PictureProcess {
  readonly #waiting = new Map<number, Waiting>();
  #process: ChildProcess | null = null;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 1;
  readonly #decoding: DecodingConfig;

  constructor({ maxMegapixels, lenientJpeg }: DecodingConfig) {
    this.#decoding = { maxMegapixels, lenientJpeg };
  }

  /** @throws NominalError of an image that cannot be read, or `WORKER_FAILED`. */
  async render(path: string, maxSidePx: number): Promise<Uint8Array> {
    return (await this.#run({ kind: 'render', path, maxSidePx })) ?? new Uint8Array(0);
  }

  /** Decodes an image and lets it go. @throws NominalError of an image that cannot be read, or `WORKER_FAILED`. */
  async check(path: string): Promise<void> {
    await this.#run({ kind: 'check', path });
  }

  /** Ends the process; what it was doing is not done. */
  close(): void {
    clearTimeout(this.#idle);
    this.#process?.kill('SIGKILL');
  }

  #run(task: PictureTask): Promise<Uint8Array | null> {
    clearTimeout(this.#idle);
    const child = (this.#process ??= this.#start());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
      this.#waiting.set(id, { child, resolve, reject, timer });
      const input: PictureInput = { ...task, id };
      child.send(input);
    });
  }

  #start(): ChildProcess {
    const child = fork(stationFile('pictures/main.js'), [JSON.stringify(this.#decoding)], {
      serialization: 'advanced',
      execArgv: [...decodingArguments],
      env: decodingEnvironment,
    });
    child.on('message', (message: PictureOutput) => this.#receive(message));
    child.on('error', () => {
      // A message to a process that has just ended fails, and its end follows; one that could not be
      // started has no end.
      if (child.pid === undefined) this.#ended(child);
    });
    child.on('exit', () => this.#ended(child));
    return child;
  }

  #receive(message: PictureOutput): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    clearTimeout(waiting?.timer);
    if (message.type === 'done') waiting?.resolve(message.picture);
    else waiting?.reject(nominalError(message.error));
    if (this.#waiting.size > 0) return;
    const child = this.#process;
    this.#idle = setTimeout(() => {
      this.#process = null;
      child?.kill('SIGKILL');
    }, IDLE_MS);
    this.#idle.unref();
  }

  #ended(child: ChildProcess): void {
    if (this.#process === child) this.#process = null;
    for (const [id, waiting] of this.#waiting) {
      if (waiting.child !== child) continue;
      this.#waiting.delete(id);
      clearTimeout(waiting.timer);
      waiting.reject(
        new NominalError('WORKER_FAILED', {
          reason: 'pictureProcessEnded',
          what: 'the process that decodes images ended while it had this one',
          remedy: 'An image may be damaged, or memory short',
        }),
      );
    }
  }
}
