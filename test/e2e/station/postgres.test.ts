import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Inspection, Job } from '../../../packages/station/src/web/types.ts';
import { postgresFolder, startPostgres, type TestPostgres } from '../../store/startPostgres.ts';
import { spawnStation } from './spawnStation.ts';
import { call, createProduct, ended, partPng, startTestStation } from './testStation.ts';
import { hangMs } from '../../hangMs.ts';

const bin = await postgresFolder();

describe.skipIf(bin === null)(
  'a station on PostgreSQL (skipped where that is not installed)',
  () => {
    let server: TestPostgres;
    beforeAll(async () => {
      server = await startPostgres(bin ?? '');
    });
    afterAll(() => server.end());

    it('keeps each decision that it acknowledges once, and ends its fit, while the database is restarted', async () => {
      const station = await startTestStation({ database: await server.database('restarted') });
      const { ask } = station;
      const product = await createProduct(ask, 'tile');
      const image = new Uint8Array(await partPng(50));
      const acknowledged: number[] = [];
      let over = false;
      const client = async () => {
        while (!over) {
          const response = await ask(`inspect?product=${product.id}`, {
            method: 'POST',
            headers: { 'content-type': 'image/png' },
            body: image,
          });
          const { inspections } = (await response.json()) as { inspections: Inspection[] };
          expect(response.status).toBe(200);
          acknowledged.push(inspections[0].id);
        }
      };
      const clients = Promise.all(Array.from({ length: 4 }, client));
      const fit = await call<Job>(ask, 'POST', `products/${product.id}/fit`);
      for (const how of ['crash', 'stop', 'crash'] as const) {
        const enough = acknowledged.length + 10;
        await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(enough), hangMs);
        await server.restart(how);
      }
      expect(await ended(ask, fit.id)).toMatchObject({ state: 'done', error: null });
      over = true;
      await clients;
      const kept = await (await ask('inspections/export?format=jsonl')).text();
      const ids = kept
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as Inspection).id);
      expect(ids.toSorted((a, b) => a - b)).toEqual(acknowledged.toSorted((a, b) => a - b));
      expect(await call<unknown[]>(ask, 'GET', 'models')).toHaveLength(2);
      await station.end();
    });

    it('finds everything again after its own kill, and never prints the password', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'nominal-postgres-station-'));
      const address = await server.database('killed');
      const args = ['--database', address.replace(/&password=.*$/, '')];
      const start = (password: string) => spawnStation(folder, args, { PGPASSWORD: password });
      const station = await start(server.password);
      const product = await createProduct(station.ask, 'tile', { images: 4, fitted: false });
      await station.kill();
      const next = await start(server.password);
      const images = await call<unknown[]>(next.ask, 'GET', `products/${product.id}/images`);
      expect(images).toHaveLength(4);
      expect(await next.stop()).toBe(0);
      expect(station.output() + next.output()).not.toContain(server.password);
      await expect(start('a wrong passw0rd')).rejects.toThrow(
        expect.objectContaining({
          message: expect.stringMatching(/^ended with 8: (?!.*passw0rd).*STORE_FAILED/s),
        }),
      );
      await rm(folder, { recursive: true });
    });
  },
);
