import { type ChildProcess, spawn } from 'node:child_process';
import { script } from '../nominalScript.ts';

/** `nominal worker` in a separate process. */
export interface SpawnedWorker {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** The exit code, once it has ended; null if it was killed. */
  readonly ended: Promise<number | null>;
  /** Kills it, as a power failure would. */
  readonly kill: () => Promise<void>;
  /** Stops it as Ctrl-C does. */
  readonly stop: () => Promise<number | null>;
}

/** Starts a worker and waits until it takes requests. */
export async function spawnWorker(url: string, args: readonly string[]): Promise<SpawnedWorker> {
  const child = spawn(
    process.execPath,
    [script, 'worker', '--nats', url, '--threads', '1', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    const read = (text: string) => {
      output += text;
      if (output.includes('takes requests')) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  return {
    process: child,
    output: () => output,
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}
