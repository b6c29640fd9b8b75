import process from 'node:process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveFitConfig } from 'nominal-vision/internal/config';
import { plainFraming } from 'nominal-vision/internal/model';
import { ShardProcess } from './ShardProcess.ts';

describe.skipIf(process.platform === 'win32')('the process of a shard (skipped on Windows)', () => {
  it('is ended where it gives no sign of life, and its shard has failed for this worker', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nominal-shard-test-'));
    const plan = {
      config: resolveFitConfig(),
      framing: plainFraming,
      activationRanges: null,
      backboneSha256: 'a'.repeat(64),
    };
    const out = join(folder, 'out');
    const work = { plan, shard: 3, images: [], bank: null, out, runtime: { threads: 1 } };
    const shard = new ShardProcess(folder, work, () => undefined, 2000);
    const { pid } = shard;
    if (pid === undefined) throw new Error('the process was not started');
    process.kill(pid, 'SIGSTOP');
    await expect(shard.done).rejects.toMatchObject({
      code: 'WORKER_FAILED',
      message: expect.stringContaining('no sign of life for 2 s'),
    });
    expect(() => process.kill(pid, 0)).toThrow();
    await rm(folder, { recursive: true, force: true });
  }, 120_000);
});
