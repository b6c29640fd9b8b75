import { type ChildProcess, fork } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { NominalError, throwIfCancelled } from '../../errors/index.ts';
import { packageFile } from '../../files/index.ts';
import type { GraphAnswer, GraphOutputs, GraphRequest } from './messages.ts';

/**
 * Time limit of a graph on one core, and the extra time for each million bytes, because large networks
 * take longer. It is processor time where the system reports it, so that a busy machine fails no graph.
 */
const LEAST_MS = 8_000;
const MS_PER_MILLION_BYTES = 1_000;
/** Where processor time is known, the wall-clock limit is this many times as long. */
const PATIENCE = 15;
/** Memory limit, likewise by size: weights are read, transposed and packed. */
const LEAST_BYTES = 800e6;
const BYTES_PER_BYTE = 6;
/** Interval at which memory and processor time are checked, where the system reports them. */
const WATCH_MS = 100;
/** Unit of the times in Linux's /proc files, on all machines. */
const TICK_MS = 10;
/** Longest wait for the process to start. */
const START_MS = 120_000;

/** Why a graph of another program yielded no result. */
export type GraphFailure =
  /** ONNX Runtime cannot load it, or cannot run it on the given inputs. */
  | { readonly reason: 'load' | 'run'; readonly message: string }
  /** It needed more time or memory than allowed for a file of its size, or its process ended. */
  | { readonly reason: 'time' | 'memory' | 'ended'; readonly message: string };

/** The outcome of running a graph. */
export type GraphResult =
  | { readonly ok: true; readonly outputs: readonly GraphOutputs[] }
  | ({ readonly ok: false } & GraphFailure);

/**
 * Runs a graph of another program in a process of its own. The process is killed when it takes more time
 * or memory than allowed for a file of its size, and immediately on cancellation: a call into ONNX Runtime
 * cannot be stopped otherwise, and nothing is known about what a foreign graph computes.
 *
 * @throws NominalError `CANCELLED`, or `WORKER_FAILED` if no process can be started.
 */
export async function runForeignGraph(
  request: GraphRequest,
  signal?: AbortSignal,
): Promise<GraphResult> {
  throwIfCancelled(signal);
  const bytes =
    typeof request.model === 'string' ? (await stat(request.model)).size : request.model.length;
  const limits = {
    ms: LEAST_MS + (MS_PER_MILLION_BYTES * bytes) / 1e6,
    bytes: LEAST_BYTES + BYTES_PER_BYTE * bytes,
  };
  const child = fork(packageFile('backbone/foreign/main.js'), [], {
    serialization: 'advanced',
    execArgv: [],
    // ONNX Runtime's own output comes back in the message of its error.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // No telemetry, see onnxRuntime.ts.
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
  });
  try {
    return await resultOf(child, request, limits, signal);
  } finally {
    child.kill('SIGKILL');
  }
}

function resultOf(
  child: ChildProcess,
  request: GraphRequest,
  limits: { readonly ms: number; readonly bytes: number },
  signal: AbortSignal | undefined,
): Promise<GraphResult> {
  return new Promise((resolve, reject) => {
    const timers: NodeJS.Timeout[] = [];
    const end = (settle: () => void) => {
      signal?.removeEventListener('abort', cancelled);
      for (const timer of timers) clearTimeout(timer);
      settle();
    };
    const fail = (reason: GraphFailure['reason'], message: string) =>
      end(() => resolve({ ok: false, reason, message }));
    const cancelled = () => end(() => reject(cancellation(signal)));
    signal?.addEventListener('abort', cancelled);
    const refuse = (cause: unknown) => end(() => reject(notStarted(cause)));
    timers.push(setTimeout(() => refuse(`nothing for ${START_MS} ms`), START_MS));
    child.once('error', refuse);
    child.once('exit', (code, by) =>
      fail('ended', `its process ended with ${by ?? `exit code ${code}`}`),
    );
    child.on('message', (answer: GraphAnswer) => {
      if (answer.type === 'ready') {
        // The time limit starts once the process is ready.
        clearTimeout(timers.pop());
        const seconds = Math.round(limits.ms / 1000);
        const late = () => fail('time', `no result after ${seconds} s`);
        const byClock = process.platform === 'linux' ? PATIENCE * limits.ms : limits.ms;
        timers.push(setTimeout(late, byClock));
        timers.push(
          watch(child, ({ bytes, ms }) => {
            if (bytes > limits.bytes) {
              fail('memory', `${Math.round(bytes / 1e6)} MB of memory were not enough`);
            } else if (ms > limits.ms) late();
          }),
        );
        child.send(request);
      } else if (answer.type === 'done') end(() => resolve({ ok: true, outputs: answer.outputs }));
      else fail(answer.stage, answer.message);
    });
  });
}

/** Observes the memory and time that a process has used, where the system reports them in files, as Linux does. */
function watch(
  { pid }: ChildProcess,
  look: (used: { readonly bytes: number; readonly ms: number }) => void,
): NodeJS.Timeout {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
  const tell = async () => {
    const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(await read('status'))?.[1] ?? 0);
    // After the program's name, which may contain anything: user and system time.
    const [, after = ''] = (await read('stat')).split(') ');
    const [user = 0, system = 0] = after.split(' ').slice(11, 13).map(Number);
    look({ bytes: 1024 * kilobytes, ms: TICK_MS * (user + system) });
  };
  return setInterval(() => void tell(), WATCH_MS);
}

function cancellation(signal: AbortSignal | undefined): NominalError {
  return new NominalError('CANCELLED', { what: 'the work was cancelled', cause: signal?.reason });
}

function notStarted(cause: unknown): NominalError {
  return new NominalError('WORKER_FAILED', {
    what: 'the process that runs a graph cannot be started',
    received: cause instanceof Error ? cause.message : String(cause),
    remedy: 'The machine may be short of memory',
    cause,
  });
}
