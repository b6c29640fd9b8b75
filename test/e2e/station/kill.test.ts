import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../../../src/model/index.ts';
import { Store } from '../../../packages/station/src/store/index.ts';
import { SqliteDatabase } from '../../../packages/station/src/store/sqlite/SqliteDatabase.ts';
import type { Inspection, Job, Product } from '../../../packages/station/src/web/types.ts';
import { type SpawnedStation, spawnStation } from './spawnStation.ts';
import { call, createProduct, ended, partPng } from './testStation.ts';

/** Kills of each kind; `NOMINAL_KILLS=10` for the full proof, which takes minutes. */
const TIMES = Number(process.env.NOMINAL_KILLS ?? 2);

describe('a station that is killed', () => {
  let folder = '';
  let product: Product;
  let station: SpawnedStation;
  /** Everything that the station has acknowledged. */
  const inspections = new Map<number, string>();
  const jobs = new Set<string>();
  let images = 12;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-kill-'));
    station = await spawnStation(folder);
    product = await createProduct(station.ask, 'tile', { images });
    await inspect(await partPng(90));
  });
  afterAll(async () => {
    await station.stop();
    await rm(folder, { recursive: true });
  });

  async function inspect(bytes: Buffer): Promise<void> {
    const response = await station.ask(`inspect?product=${product.id}`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(bytes),
    });
    const { inspections: kept } = (await response.json()) as { inspections: Inspection[] };
    for (const { id, sha256 } of kept) inspections.set(id, sha256);
  }

  /** Kills the station, checks what it left behind, and starts it again. */
  async function killAndCheck(): Promise<void> {
    await station.kill();
    await expectWhole(folder, inspections, images);
    station = await spawnStation(folder);
    for (const id of jobs) {
      const { state, error } = await ended(station.ask, id);
      expect([state, error]).toEqual(['done', null]);
    }
    const { modelId } = await call<Product>(station.ask, 'GET', `products/${product.id}`);
    expect(modelId).not.toBeNull();
    await inspect(await partPng(91));
  }

  it.each(Array.from({ length: TIMES }, (_, i) => i))(
    'during a fit loses nothing and does the fit again (%i)',
    async (i) => {
      const job = await call<Job>(station.ask, 'POST', `products/${product.id}/fit`);
      jobs.add(job.id);
      await delay(40 + ((i * 137) % 1100));
      await killAndCheck();
    },
  );

  it.each(Array.from({ length: TIMES }, (_, i) => i))(
    'during inspections loses none that was acknowledged (%i)',
    async (i) => {
      const running = Array.from({ length: 12 }, async (_, n) =>
        inspect(await partPng(100 + 20 * i + n)),
      );
      await delay(30 + ((i * 61) % 400));
      const killed = killAndCheck();
      await Promise.allSettled([...running, killed]);
      await killed;
    },
  );

  it.each(Array.from({ length: TIMES }, (_, i) => i))(
    'during an update loses nothing and does the update again (%i)',
    async (i) => {
      await inspect(await partPng(400 + i));
      const path = `inspections/${[...inspections.keys()].at(-1)}/review`;
      const reviewed = await call<Inspection>(station.ask, 'PUT', path, { review: 'falseReject' });
      expect(reviewed.review).toBe('falseReject');
      const now = await call<unknown[]>(station.ask, 'GET', `products/${product.id}/images`);
      images = now.length;
      const job = await call<Job>(station.ask, 'POST', `products/${product.id}/update`);
      jobs.add(job.id);
      await delay(40 + ((i * 151) % 1300));
      await killAndCheck();
    },
  );

  it('each job made one model, whatever it went through', async () => {
    const models = await call<unknown[]>(station.ask, 'GET', `models?product=${product.id}`);
    expect(models).toHaveLength(1 + jobs.size);
    expect(await readdir(join(folder, 'models'))).toHaveLength(1 + jobs.size);
  });
});

/** Checks a data folder that no station has open, as the kill left it. */
async function expectWhole(
  folder: string,
  acknowledged: ReadonlyMap<number, string>,
  images: number,
): Promise<void> {
  const database = new SqliteDatabase(join(folder, 'station.db'));
  expect(await database.integrityErrors()).toEqual([]);
  await database.close();
  const store = await Store.open(folder);
  try {
    for (const [id, sha256] of acknowledged) {
      expect((await store.inspections.get(id))?.sha256).toBe(sha256);
      const bytes = await readFile(store.images.path(sha256));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
    const [product] = await store.products.list();
    expect(await store.products.images(product.id)).toHaveLength(images);
    for (const { id } of await store.models.list()) {
      const path = store.modelPath(id);
      expect(decodeModel(await readFile(path), path).bank.rows).toBeGreaterThan(0);
    }
  } finally {
    await store.close();
  }
}
