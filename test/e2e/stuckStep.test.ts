import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { script } from './nominalScript.ts';
import { quickFit, writeParts } from './parts.ts';

// A busy machine must not fail these tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** Linux lists the child processes of a process. */
const childrenOf = (pid: number) => `/proc/${pid}/task/${pid}/children`;
const commandOf = (pid: string) => readFile(`/proc/${pid}/cmdline`, 'utf8');
const tellsChildren = existsSync(childrenOf(process.pid));

describe.skipIf(!tellsChildren)(
  'a benchmark whose step is stuck (skipped where the system tells no children)',
  () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-stuck-'));
      await writeParts(join(folder, 'tile'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('ends at Ctrl-C, and its step with it', async () => {
      const out = join(folder, 'out');
      const args = ['benchmark', join(folder, 'tile'), '--out', out, ...quickFit];
      const child = spawn(process.execPath, [script, ...args], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const { pid = 0 } = child;
      const step = await vi.waitFor(
        async () => {
          const [own] = (await readFile(childrenOf(pid), 'utf8')).trim().split(' ').filter(Boolean);
          if (own === undefined) throw new Error('no step has begun');
          // Until it runs its own program, who starts it waits for it and hears no signal.
          const [program, parent] = await Promise.all([commandOf(own), commandOf(String(pid))]);
          if (program === parent) throw new Error('the step does not run yet');
          return Number(own);
        },
        { timeout: 120_000, interval: 10 },
      );
      process.kill(step, 'SIGSTOP');
      child.kill('SIGINT');
      expect(await ended).toBe(130);
      expect(existsSync(`/proc/${step}`)).toBe(false);
    });
  },
);
