import { type ChildProcess, fork } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { NominalError, throwIfCancelled } from '../../errors/index.ts';
import { packageFile } from '../../files/index.ts';
import type { GraphAnswer, GraphOutputs, GraphRequest } from './messages.ts';

/**
 * Time that any graph has on one core, and what it has more for each million bytes: large networks take
 * long. It is processor time where the system tells that, so that a busy machine fails no graph.
 */
const LEAST_MS = 8_000;
const MS_PER_MILLION_BYTES = 1_000;
/** So many times that may pass by the clock where processor time is told. */
const PATIENCE = 15;
/** Memory likewise: weights are read, turned and packed. */
const LEAST_BYTES = 800e6;
const BYTES_PER_BYTE = 6;
/** Where the system tells them, memory and processor time are looked at so often. */
const WATCH_MS = 100;
/** Of the times in Linux' files, on all machines. */
const TICK_MS = 10;
/** Longest wait for the process to be there. */
const START_MS = 120_000;

/** Why a graph of another program gave nothing. */
export type GraphFailure =
  /** ONNX Runtime does not load it, or cannot run it on what it was shown. */
  | { readonly reason: 'load' | 'run'; readonly message: string }
  /** It needed more time or memory than a file of its size may, or ended its process. */
  | { readonly reason: 'time' | 'memory' | 'ended'; readonly message: string };

/** What became of a graph. */
export type GraphResult =
  | { readonly ok: true; readonly outputs: readonly GraphOutputs[] }
  | ({ readonly ok: false } & GraphFailure);

/**
 * Runs a graph of another program in a process of its own, which is killed when it takes more time or
 * memory than a file of its size may, and at once when it is cancelled: a call into ONNX Runtime cannot
 * be stopped otherwise, and nothing is known of what a foreign graph computes.
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
    // What ONNX Runtime says comes back as the message of its error.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Nothing is sent anywhere, see createOrtSession.
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
        // Its own time begins when it can begin.
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

/** Looks at what a process has used, where the system tells it in files, as Linux does. */
function watch(
  { pid }: ChildProcess,
  look: (used: { readonly bytes: number; readonly ms: number }) => void,
): NodeJS.Timeout {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
  const tell = async () => {
    const kilobytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(await read('status'))?.[1] ?? 0);
    // Behind the name of the program, which may hold anything: times of its own and of the system's work.
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
    what: 'the process that looks at a graph cannot be started',
    received: cause instanceof Error ? cause.message : String(cause),
    remedy: 'Memory may be short',
    cause,
  });
}
