import { main } from '../../src/cli/main.ts';

/** What a command line printed and returned. */
export interface Run {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process, with a simulated terminal. */
export async function runNominal(...args: readonly string[]): Promise<Run> {
  let out = '';
  let err = '';
  const exitCode = await main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    interactive: false,
  });
  return { exitCode, out, err };
}
