import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fit, type JobOptions, type Progress } from '../../src/index.ts';
import { filesBelow, quickFit, quickOptions, temporaryFolder, writeParts } from './parts.ts';
import { runNominal } from './runNominal.ts';
import { spawnNominal } from './spawnNominal.ts';

describe('cancelling', () => {
  let root: string;
  let train: string[];
  let out: string;
  let temporary: string;
  let count = 0;

  beforeAll(async () => {
    root = await temporaryFolder();
    await writeParts(join(root, 'tile'), { trainGood: 20, testGood: 4, testDefective: 0 });
    train = await filesBelow(join(root, 'tile/train/good'));
  });
  afterAll(() => rm(root, { recursive: true }));
  beforeEach(async () => {
    out = join(root, `out-${count}`);
    temporary = join(root, `temporary-${count++}`);
    await mkdir(out);
    await mkdir(temporary);
    vi.stubEnv('TMPDIR', temporary);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** A job that is cancelled at the first report of a phase. @param seen receives its reports. */
  function cancelledAt(phase: Progress['phase'], seen: string[] = []): JobOptions {
    const controller = new AbortController();
    return {
      signal: controller.signal,
      onProgress: (progress) => {
        seen.push(progress.phase);
        if (progress.phase === phase) controller.abort(new Error('enough'));
      },
    };
  }

  it.each(['extract', 'coreset', 'calibrate'] as const)(
    'stops a fit in the phase %s and leaves no file',
    async (phase) => {
      const seen: string[] = [];
      const job = cancelledAt(phase, seen);
      const runtime = { batchImages: 3 };
      await expect(fit(train, quickOptions, { ...job, runtime })).rejects.toMatchObject({
        code: 'CANCELLED',
        cause: { message: 'enough' },
      });
      expect(seen.at(-1)).toBe(phase);
      // Images that go through the network together are all reported.
      const reports = seen.filter((reported) => reported === phase).length;
      expect(reports).toBe(phase === 'extract' ? 3 : 1);
      expect(await ownFiles(temporary)).toEqual([]);
    },
  );

  it('stops writing and leaves neither the model nor a part of it, and an older model as it was', async () => {
    const detector = await fit(train.slice(0, 4), quickOptions);
    const target = join(out, 'x.nominal');
    try {
      for (const before of [[], ['x.nominal']]) {
        if (before.length > 0) await writeFile(target, 'older');
        await expect(detector.save(target, cancelledAt('write'))).rejects.toMatchObject({
          code: 'CANCELLED',
        });
        expect(await readdir(out)).toEqual(before);
      }
      expect(await readFile(target, 'utf8')).toBe('older');
      await detector.save(target);
      expect(await readdir(out)).toEqual(['x.nominal']);
    } finally {
      await detector.close();
    }
    expect(await ownFiles(temporary)).toEqual([]);
  });

  it('before the start does no work', async () => {
    const seen: Progress[] = [];
    const signal = AbortSignal.abort();
    await expect(
      fit(train, quickOptions, { signal, onProgress: (progress) => seen.push(progress) }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(seen).toEqual([]);
    expect(await ownFiles(temporary)).toEqual([]);
  });

  it('stops an inspection between two images, after which the detector still works', async () => {
    const detector = await fit(train.slice(0, 4), quickOptions);
    try {
      const controller = new AbortController();
      const inspected: unknown[] = [];
      const inspecting = (async () => {
        for await (const result of detector.inspectAll(train, { signal: controller.signal })) {
          inspected.push(result);
          if (inspected.length === 2) controller.abort();
        }
      })();
      await expect(inspecting).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(inspected).toHaveLength(2);
      expect((await detector.inspect(train[0])).verdict).toBe('nominal');
    } finally {
      await detector.close();
    }
  });

  it('a fit that fails or succeeds leaves nothing in the temporary folder either', async () => {
    await expect(fit([...train, join(root, 'absent.png')], quickOptions)).rejects.toMatchObject({
      code: 'INPUT_NOT_FOUND',
    });
    const detector = await fit(train.slice(0, 4), quickOptions);
    await detector.close();
    expect(await ownFiles(temporary)).toEqual([]);
  });

  it('reports a temporary folder that cannot be written to', async () => {
    vi.stubEnv('TMPDIR', train[0]);
    await expect(fit(train, quickOptions)).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
  });

  it.each(['Extracting patch features', 'Selecting the coreset', 'Calibrating the threshold'])(
    'Ctrl-C while "%s" ends the process with 130, says so, and leaves nothing',
    async (interruptAt) => {
      const { exitCode, err } = await spawnNominal(
        ['fit', join(root, 'tile/train/good'), '-o', join(out, 'x.nominal')],
        { env: { TMPDIR: temporary }, interruptAt },
      );
      expect(err).toMatch(/nominal: the work was cancelled\. \[CANCELLED\]\n$/);
      expect(exitCode).toBe(130);
      expect(await readdir(out)).toEqual([]);
      expect(await ownFiles(temporary)).toEqual([]);
    },
  );

  it('a reader of the results who leaves does not end the process as a verdict would', async () => {
    const model = join(out, 'x.nominal');
    await runNominal('fit', join(root, 'tile/train/good'), '-o', model, ...quickFit);
    const args = ['inspect', model, join(root, 'tile'), '--json'];
    const { exitCode, err } = await spawnNominal(args, { closeOutput: true });
    expect(err).toMatch(/^nominal: .*standard output was closed.*\[OUTPUT_FAILED\]\n$/);
    expect(exitCode).toBe(7);
  });
});

/** This project's files in the temporary folder, where ONNX Runtime has files too. */
async function ownFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /nominal|\.tmp$/.test(name));
}
