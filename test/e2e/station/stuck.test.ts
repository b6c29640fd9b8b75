import process from 'node:process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Inspection, Job, Product } from '../../../packages/station/src/web/types.ts';
import {
  call,
  createProduct,
  ended,
  partPng,
  startTestStation,
  type TestStation,
} from './testStation.ts';

// A busy machine must not fail these tests.

const send = (ask: TestStation['ask'], product: Product, bytes: Buffer) =>
  ask(`inspect?product=${product.id}`, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: new Uint8Array(bytes),
  });

const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; message: string } }).error;

describe.skipIf(process.platform === 'win32')(
  'a station whose processes get stuck (skipped on Windows)',
  () => {
    let station: TestStation;
    afterEach(() => station.end());

    it('ends an inspecting process without a sign of life, reports that meanwhile, and answers with the next one', async () => {
      const log: string[] = [];
      station = await startTestStation({ stuckAfterMs: 8000 }, { write: (line) => log.push(line) });
      const { ask } = station;
      const product = await createProduct(ask, 'tile');
      const { pid } = station.station.queue;
      if (pid === undefined) throw new Error('there is no process that inspects');

      process.kill(pid, 'SIGSTOP');
      const answer = send(ask, product, await partPng(60));
      const told = await vi.waitFor(
        async () => {
          const ready = await ask('ready');
          expect(ready.status).toBe(503);
          return errorOf(ready);
        },
        { timeout: 60_000, interval: 100 },
      );
      expect(told).toMatchObject({
        code: 'NOT_READY',
        message: expect.stringContaining('no sign of life'),
      });

      const response = await answer;
      expect(response.status).toBe(200);
      const { inspections } = (await response.json()) as { inspections: Inspection[] };
      expect(inspections).toHaveLength(1);
      expect(station.station.queue.pid).not.toBe(pid);
      expect(() => process.kill(pid, 0)).toThrow();
      expect((await ask('ready')).status).toBe(200);
      expect(await (await ask('metrics')).text()).toMatch(
        /nominal_inspector_restarts_total\{reason="stuck"\} [1-9]/,
      );
      expect(log.join('')).toContain('gave no sign of life for 8 s; it is restarted');
    });

    it('gives up with INSPECTION_TIMEOUT only the image whose processes get stuck twice', async () => {
      station = await startTestStation({ stuckAfterMs: 8000 });
      const { ask } = station;
      const { queue } = station.station;
      const product = await createProduct(ask, 'tile');
      const stopped = new Set<number>();
      // Each process is stopped as soon as it has started, as if the image caused it.
      const stopNext = () =>
        vi.waitFor(
          () => {
            const { pid, problem, depth } = queue;
            expect([problem, pid === undefined || stopped.has(pid)]).toEqual([null, false]);
            expect(depth).toBeGreaterThan(0);
            if (pid === undefined) return;
            process.kill(pid, 'SIGSTOP');
            stopped.add(pid);
          },
          { timeout: 60_000, interval: 1 },
        );
      const first = queue.pid;
      if (first === undefined) throw new Error('there is no process that inspects');
      process.kill(first, 'SIGSTOP');
      stopped.add(first);
      const culprit = send(ask, product, await partPng(61));
      await vi.waitFor(() => expect(queue.depth).toBe(1), 60_000);
      const innocent = send(ask, product, await partPng(62));
      await vi.waitFor(() => expect(queue.depth).toBe(2), 60_000);
      await stopNext();

      const refused = await culprit;
      expect([refused.status, (await errorOf(refused)).code]).toEqual([504, 'INSPECTION_TIMEOUT']);
      expect((await innocent).status).toBe(200);
    });

    it('cancels for certain a job whose process hears nothing, and does the next', async () => {
      station = await startTestStation();
      const { ask } = station;
      const product = await createProduct(ask, 'tile', { fitted: false });
      const job = await call<Job>(ask, 'POST', `products/${product.id}/fit`);
      const pid = await stopJob(station, job.id);

      await call<Job>(ask, 'DELETE', `jobs/${job.id}`);
      expect(await ended(ask, job.id)).toMatchObject({ state: 'cancelled', error: null });
      expect(() => process.kill(pid, 0)).toThrow();
      expect(await readdir(join(station.folder, 'models'))).toEqual([]);
      const next = await call<Job>(ask, 'POST', `products/${product.id}/fit`);
      expect(await ended(ask, next.id)).toMatchObject({ state: 'done' });
    });

    it('fails a job that makes no progress, and does the next', async () => {
      station = await startTestStation({ jobStallMs: 30_000 });
      const { ask } = station;
      const product = await createProduct(ask, 'tile', { fitted: false });
      const job = await call<Job>(ask, 'POST', `products/${product.id}/fit`);
      await stopJob(station, job.id);

      expect(await ended(ask, job.id)).toMatchObject({
        state: 'failed',
        error: { code: 'WORKER_FAILED', message: expect.stringContaining('no progress') },
      });
      const next = await call<Job>(ask, 'POST', `products/${product.id}/fit`);
      expect(await ended(ask, next.id)).toMatchObject({ state: 'done' });
    });
  },
);

/** Stops the process of a job as soon as there is one. */
function stopJob({ station }: TestStation, id: string): Promise<number> {
  return vi.waitFor(
    () => {
      const pid = station.jobs.pidOf(id);
      if (pid === undefined) throw new Error('there is no process yet');
      process.kill(pid, 'SIGSTOP');
      return pid;
    },
    { timeout: 60_000, interval: 1 },
  );
}
