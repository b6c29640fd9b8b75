import { spawn } from 'node:child_process';
import { script } from './nominalScript.ts';
import type { Run } from './runNominal.ts';

/** Options of a child process. */
export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sends SIGINT once, as soon as standard error contains this text. */
  readonly interruptAt?: string;
  /** Leaves standard output unread, as `| true` does. */
  readonly closeOutput?: boolean;
}

/** Runs a command line in a separate process; it needs the compiled code. */
export async function spawnNominal(
  args: readonly string[],
  { cwd, env, interruptAt, closeOutput = false }: SpawnOptions = {},
): Promise<Run> {
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  let interrupted = false;
  if (closeOutput) child.stdout.destroy();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    if (interruptAt === undefined || interrupted || !err.includes(interruptAt)) return;
    interrupted = true;
    child.kill('SIGINT');
  });
  const exitCode = await new Promise<number>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => {
      if (code === null) fail(new Error(`ended by ${signal}; printed: ${err}`));
      else done(code);
    });
  });
  return { exitCode, out, err };
}
