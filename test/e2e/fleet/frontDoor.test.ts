import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readProduct } from '../../../packages/fleet/src/connection/products.ts';
import type { Inspection } from '../../../packages/station/src/web/types.ts';
import { spawnStation } from '../station/spawnStation.ts';
import { call, createProduct, ended, formOf, startTestStation } from '../station/testStation.ts';
import { hasNats } from './natsServer.ts';
import { allResults, countOf, part } from './testFleet.ts';
import { useFleet } from './useFleet.ts';
import { hangMs } from '../../hangMs.ts';

interface Answer {
  readonly inspections: readonly Inspection[];
}

describe.skipIf(!hasNats)(
  'a station as front door of a fleet (skipped without nats-server)',
  () => {
    const test = useFleet([]);

    it('fits, has its images inspected by workers with the same decisions, and keeps the history', async () => {
      const { fleet, url } = test;
      const station = await startTestStation({
        nats: { servers: [url], fleet: fleet.names.fleet },
      });
      try {
        const { ask } = station;
        expect((await ask('ready')).status).toBe(503);
        await test.start();
        await vi.waitUntil(async () => (await ask('ready')).ok, hangMs);
        const product = await createProduct(ask, 'tile, blue');
        const images = await Promise.all([part(20), part(21, 'scratch')]);
        const response = await ask(`inspect?product=${product.id}`, {
          method: 'POST',
          body: formOf(images),
        });
        const { inspections } = (await response.json()) as Answer;
        expect(inspections.map(({ verdict }) => verdict).sort()).toEqual(['anomalous', 'nominal']);
        const map = await ask(`inspections/${inspections[0].id}/map.png`);
        expect(map.headers.get('content-type')).toBe('image/png');
        const results = await allResults(fleet);
        expect(results.map(({ product: of }) => of)).toEqual([product.id, product.id]);
        expect((await readProduct(fleet, product.id))?.falseRejectRate).toBe(
          product.falseRejectRate,
        );

        // As a job, which reports a damaged image as such.
        const form = formOf([images[0], images[0].subarray(0, 200)]);
        const job = await ask(`inspect?product=${product.id}&wait=false`, {
          method: 'POST',
          body: form,
        });
        const { id } = (await job.json()) as { id: string };
        expect(await ended(ask, id)).toMatchObject({
          state: 'done',
          result: { failures: [{ code: 'IMAGE_UNREADABLE' }] },
        });
        const kept = await call<{ inspections: unknown[] } | unknown[]>(ask, 'GET', 'inspections');
        expect(JSON.stringify(kept)).toContain('part-0.png');
      } finally {
        await station.end();
      }
    });

    it('does not start with a missing fleet, and reports that nobody answers; it keeps a threshold that was set by hand', async () => {
      const { fleet, url } = test;
      await expect(
        startTestStation({ nats: { servers: ['nats://127.0.0.1:9'] } }),
      ).rejects.toMatchObject({
        code: 'FLEET_UNREACHABLE',
      });
      const folder = await mkdtemp(join(tmpdir(), 'nominal-front-'));
      const own = await spawnStation(folder);
      const product = await createProduct(own.ask, 'tile');
      await call(own.ask, 'PATCH', `products/${product.id}`, { threshold: 0.5 });
      await own.stop();
      const worker = await test.start();
      const station = await spawnStation(folder, [
        ...['--nats', url, '--fleet', fleet.names.fleet],
      ]);
      try {
        await worker.kill();
        const answer = station.ask(`inspect?product=${product.id}`, {
          method: 'POST',
          headers: { 'content-type': 'image/png' },
          body: new Uint8Array(await part(22)),
        });
        await vi.waitUntil(async () => (await test.waiting()) === 1, hangMs);
        // The images wait in the stream for a worker.
        await test.start();
        const { inspections } = (await (await answer).json()) as Answer;
        expect(inspections).toMatchObject([{ threshold: 0.5, verdict: 'anomalous' }]);
        expect(await countOf(fleet, fleet.names.results)).toBe(1);
      } finally {
        await station.stop();
        await rm(folder, { recursive: true });
      }
    });
  },
);
