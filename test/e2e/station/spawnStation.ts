import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { script } from '../nominalScript.ts';

/** `nominal serve` in a separate process. */
export interface SpawnedStation {
  readonly url: string;
  readonly process: ChildProcess;
  /** Its output so far. */
  readonly output: () => string;
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  /** Kills it, as a power failure would, and waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** Stops it as Ctrl-C does. @returns the exit code. */
  readonly stop: () => Promise<number | null>;
}

/** Starts a station on a free port and waits until it can inspect. */
export async function spawnStation(
  folder: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<SpawnedStation> {
  const child = spawn(
    process.execPath,
    [script, 'serve', '--data', folder, '--port', '0', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const read = (text: string) => {
      output += text;
      const [, found] = /station: (http\S+)\n/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  const ask = (path: string, init?: RequestInit) => fetch(`${url}/api/v1/${path}`, init);
  while (!(await ask('ready')).ok) await delay(50);
  return {
    url,
    process: child,
    output: () => output,
    ask,
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
