import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { NominalError } from 'nominal-vision/internal/errors';
import { withoutUsers } from '../../endpoints/secrets.ts';
import {
  ByteReader,
  type Frame,
  type FrameConfig,
  type HalfFrame,
  readFrames,
} from '../../frames/index.ts';
import { retryDelayMs } from '../../retryDelayMs.ts';

/** What is run, and what it writes. */
export interface ProgramOptions {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly [string, ...string[]];
  readonly frames: FrameConfig;
  /**
   * Time without a frame after which the program is ended and started again; {@link FIRST_FRAME_TIMES} as
   * long before the first one. Null where it may have nothing to show for any time, so that it counts as
   * running from its start.
   */
  readonly silenceMs: number | null;
  /** Where {@link silenceMs} is null: time for which a frame that has begun may stay half. */
  readonly halfMs: number;
  readonly maxBytes: number;
}

/** Told of what the program does. */
export interface ProgramListener {
  readonly frame: (frame: Frame) => void;
  /** It delivers frames from now on, or is ready to where it may have nothing to show. */
  readonly up: () => void;
  /** It is down from now on, and why. */
  readonly down: (error: unknown) => void;
  readonly restarted: () => void;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Time to end by itself before it is killed. */
const END_MS = 2000;
/** Time in which the last words of a program that has ended arrive. */
const WORDS_MS = 300;
/** The last words of a program, for the message of its end. */
const MAX_WORDS = 400;
/**
 * Patience with the first frame, in times of that with the next: a camera has to be found, and a decoder
 * waits for the next frame that needs no other, which may take ten seconds.
 */
const FIRST_FRAME_TIMES = 3;
/** A program that delivered for this long starts again at once. */
const STEADY_MS = 10_000;

/**
 * A program that writes frames to its standard output. It is started again whenever it ends, falls
 * silent, or writes something else; the wait before doubles from time to time. Its output is always
 * read, so that no frame is old when it comes.
 */
export class CameraProgram {
  readonly #options: ProgramOptions;
  readonly #listener: ProgramListener;
  readonly #closing = new AbortController();
  readonly #run: Promise<void>;
  /** Told of the next frame. */
  #watchers: ((frame: Frame) => void)[] = [];

  constructor(options: ProgramOptions, listener: ProgramListener) {
    this.#options = options;
    this.#listener = listener;
    this.#run = this.#runForever();
  }

  /** A copy of the next frame, whatever becomes of that. @throws the signal's reason if it is aborted before. */
  next(signal: AbortSignal): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const stop = () => reject(signal.reason as Error);
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      this.#watchers.push(resolve);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#run;
  }

  async #runForever(): Promise<void> {
    const { signal } = this.#closing;
    const { down, restarted } = this.#listener;
    for (let failures = 1; !signal.aborted; failures++) {
      const start = performance.now();
      // A message of the last program must not be taken for one of this program.
      const error = await this.#runOnce().catch((reason: unknown) => reason);
      if (isClosing(signal)) return;
      down(error);
      if (performance.now() - start > STEADY_MS) failures = 1;
      await delay(retryDelayMs(failures), undefined, { signal }).catch(() => undefined);
      if (!isClosing(signal)) restarted();
    }
  }

  /** Runs the program until it ends. @returns why it did. */
  async #runOnce(): Promise<unknown> {
    const { command, frames, silenceMs, halfMs, maxBytes } = this.#options;
    const [file, ...args] = command;
    // A group of its own: a script ends together with what it has started.
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const words = lastWords(child.stderr);
    const stopped = new AbortController();
    const reader = new ByteReader(child.stdout);
    let stalled: { readonly ms: number; readonly half: HalfFrame | null } | null = null;
    const stall = (ms: number) => {
      stalled = { ms, half: reader.half };
      stopped.abort();
    };
    const waitFor = (ms: number) => setTimeout(() => stall(ms), ms);
    let silence = silenceMs === null ? undefined : waitFor(FIRST_FRAME_TIMES * silenceMs);
    // Where nothing has to come, what has begun must still end: the next frame would be read as its rest.
    const watch = setInterval(() => {
      const { half } = reader;
      if (silenceMs === null && half !== null && performance.now() - half.sinceMs >= halfMs)
        stall(halfMs);
    }, halfMs / 4);
    let isFirst = true;
    if (silenceMs === null) child.once('spawn', () => this.#listener.up());
    const stop = () => stopped.abort();
    this.#closing.signal.addEventListener('abort', stop, { once: true });
    stopped.signal.addEventListener('abort', () => child.stdout.destroy(), { once: true });
    const exit = exitOf(child);
    const closed = new Promise((resolve) => child.once('close', resolve));
    try {
      let reason: unknown = null;
      try {
        for await (const frame of readFrames(reader, frames, maxBytes)) {
          if (stopped.signal.aborted) break;
          if (isFirst && silenceMs !== null) {
            clearTimeout(silence);
            silence = waitFor(silenceMs);
          } else silence?.refresh();
          isFirst = false;
          this.#listener.up();
          for (const watch of this.#watchers.splice(0)) watch(frame);
          this.#listener.frame(frame);
        }
      } catch (error) {
        // A stream that is destroyed ends with an error of its own.
        reason = error;
      }
      if (stalled !== null) return stalledProgram(file, stalled, words());
      // It is closed: nobody asks why it has ended.
      if (stopped.signal.aborted) return null;
      clearTimeout(silence);
      // It still writes, but not frames.
      if (reason instanceof NominalError && !child.stdout.readableEnded) return reason;
      const how = await Promise.race([exit, delay(END_MS, null, { ref: false })]);
      // Its last words may come after its end, unless what it has started holds on to its outputs.
      await Promise.race([closed, delay(WORDS_MS, null, { ref: false })]);
      // Half a frame of a program that was killed is no mistake of its own.
      if (reason instanceof NominalError && (how === null || how === 'exit code 0')) return reason;
      return ended(file, how ?? 'it has closed its output', words());
    } finally {
      clearTimeout(silence);
      clearInterval(watch);
      this.#closing.signal.removeEventListener('abort', stop);
      await end(child, exit);
    }
  }
}

/** Read in a function, because it changes during waits. */
function isClosing({ aborted }: AbortSignal): boolean {
  return aborted;
}

/** How a process has ended, once it has; it may never have started. */
async function exitOf(child: Child): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function end(child: Child, exit: Promise<string>): Promise<void> {
  child.stdout.destroy();
  signalGroup(child, 'SIGTERM');
  const patience = new AbortController();
  const late = delay(END_MS, null, { signal: patience.signal }).catch(() => null);
  if ((await Promise.race([exit, late])) === null) signalGroup(child, 'SIGKILL');
  patience.abort();
  child.stderr.destroy();
}

function signalGroup({ pid }: Child, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** They may name the address of the camera with user and password, which are left out. */
function lastWords(stream: Readable): () => string {
  let words = '';
  stream.on('data', (chunk: Buffer) => {
    // More than is shown, so that no address is cut before it is recognized.
    words = `${words}${chunk.toString('utf8')}`.slice(-4 * MAX_WORDS);
  });
  // Whether its complaints can be read decides nothing.
  stream.on('error', () => undefined);
  return () =>
    withoutUsers(words)
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(-MAX_WORDS);
}

function ended(program: string, how: string, words: string): NominalError {
  const received = words === '' ? how : `${how}, after "${words}"`;
  return new NominalError('CAMERA_ENDED', {
    reason: 'cameraEnded',
    what: `the program ${program} does not run`,
    received,
    remedy: 'Run its command in a terminal; it is started again after a while',
    details: { program, received },
  });
}

function stalledProgram(
  program: string,
  { ms, half }: { readonly ms: number; readonly half: HalfFrame | null },
  words: string,
): NominalError {
  if (half === null) {
    return new NominalError('CAMERA_SILENT', {
      reason: 'cameraSilent',
      what: `the program ${program} has written no frame for ${ms} ms`,
      ...(words === '' ? {} : { received: `"${words}"` }),
      remedy: 'Check the camera, or raise silenceMs; the program is started again',
      details: { program, silenceMs: ms },
    });
  }
  const { bytes, of } = half;
  const came = `half a frame: ${bytes}${of === null ? '' : ` of ${of}`} bytes for ${ms} ms`;
  return new NominalError('CAMERA_FRAME_INVALID', {
    reason: 'frameNotEnded',
    what: `the program ${program} has not ended a frame that it has begun`,
    expected: `whole frames, the next within ${ms} ms`,
    received: words === '' ? came : `${came}, after "${words}"`,
    remedy:
      'Make the program and the key "frames" of the source agree, or raise silenceMs; the program is started again',
    details: { program, bytes, waitedMs: ms },
  });
}
