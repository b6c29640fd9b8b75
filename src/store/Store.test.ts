import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveFitConfig } from '../config/index.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations.ts';
import type { NewInspection, Product } from './records.ts';
import { Sql } from './Sql.ts';
import { Store } from './Store.ts';

let folder = '';
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-store-'));
  store = await Store.open(folder);
});
afterEach(async () => {
  store.close();
  await rm(folder, { recursive: true });
});

async function reopen(): Promise<void> {
  store.close();
  store = await Store.open(folder);
}

function productNamed(name: string): Product {
  const product = store.products.create(name, resolveFitConfig());
  if (product === null) throw new RangeError('the name is taken');
  return product;
}

async function inspectionOf(
  product: Product,
  changes: Partial<NewInspection> = {},
): Promise<NewInspection> {
  const { sha256 } = await store.images.put(Buffer.from(changes.name ?? 'image'));
  return {
    productId: product.id,
    modelId: 'm1',
    sha256,
    name: 'image',
    source: 'http',
    imageScore: 1.5,
    pValue: 0.25,
    threshold: 2,
    verdict: 'nominal',
    patchScores: Float32Array.of(0.5, 1.5),
    details: {
      height: 1,
      width: 2,
      thresholdExtrapolated: false,
      pixelThreshold: 2,
      heatScale: [1, 2],
      regions: [],
      timing: { totalMs: 3 },
      grid: { height: 1, width: 2 },
      input: { height: 8, width: 16 },
      sourceBox: { x: 0, y: 0, width: 2, height: 1 },
      sigmaPx: 4,
      nearest: null,
    },
    ...changes,
  };
}

const model = (productId: string, id: string) => ({
  id,
  productId,
  kind: 'fit' as const,
  parentId: null,
  bytes: 5,
  summary: {
    bankRows: 1,
    dimension: 2,
    backbone: 'b',
    images: 2,
    calibrationScores: [1, 2],
    calibrationImages: [null, null],
  },
  training: [],
  createdBy: 'test',
});

describe('a store', () => {
  it('writes ahead and flushes each commit', () => {
    const sql = new Sql(join(folder, 'station.db'));
    expect(sql.first('PRAGMA journal_mode')).toMatchObject({ journal_mode: 'wal' });
    expect(sql.first('PRAGMA synchronous')).toMatchObject({ synchronous: 2 });
    sql.close();
  });

  it('keeps products, decisions and their patch scores over a restart', async () => {
    const product = productNamed('bolt');
    const [kept] = store.inspections.add([await inspectionOf(product)]);
    await reopen();
    expect(store.products.getByName('bolt')).toEqual(product);
    expect(store.inspections.get(kept.id)).toEqual(kept);
    expect(store.inspections.patchScores(kept.id)).toEqual(Float32Array.of(0.5, 1.5));
    expect(store.integrityErrors()).toEqual([]);
  });

  it('lists decisions newest first, by filter and page', async () => {
    const product = productNamed('bolt');
    const verdicts = ['nominal', 'anomalous', 'nominal', 'anomalous', 'nominal'] as const;
    for (const verdict of verdicts)
      store.inspections.add([await inspectionOf(product, { verdict })]);
    store.inspections.review(2, 'falseReject', 'glare', 'ann');
    const ids = (filter: Parameters<typeof store.inspections.list>[0], limit = 10) =>
      store.inspections.list(filter, limit).map(({ id }) => id);
    expect(ids({})).toEqual([5, 4, 3, 2, 1]);
    expect(ids({ verdict: 'anomalous' })).toEqual([4, 2]);
    expect(ids({ before: 4 }, 2)).toEqual([3, 2]);
    expect(ids({ review: 'none', verdict: 'anomalous' })).toEqual([4]);
    expect(ids({ review: 'falseReject' })).toEqual([2]);
    expect(ids({ productId: 'other' })).toEqual([]);
    expect(store.inspections.count({ verdict: 'nominal' })).toBe(3);
    expect(store.inspections.get(2)).toMatchObject({ comment: 'glare', reviewedBy: 'ann' });
  });

  it('drops the oldest decisions beyond a number, but none that was reviewed', async () => {
    const product = productNamed('bolt');
    for (let i = 0; i < 6; i++) store.inspections.add([await inspectionOf(product)]);
    store.inspections.review(2, 'confirmed', null, 'ann');
    expect(store.inspections.prune(product.id, 2)).toBe(3);
    expect(store.inspections.list({}, 10).map(({ id }) => id)).toEqual([6, 5, 2]);
  });

  it('commits all of a transaction or nothing of it', () => {
    expect(() =>
      store.transaction(() => {
        productNamed('bolt');
        store.transaction(() => productNamed('nut'));
        throw new RangeError('stop');
      }),
    ).toThrow('stop');
    expect(store.products.list()).toEqual([]);
    productNamed('bolt');
    expect(store.products.list()).toHaveLength(1);
  });

  it('counts versions by product, and puts the newest to use', () => {
    const [bolt, nut] = [productNamed('bolt'), productNamed('nut')];
    expect(store.models.publish(model(bolt.id, 'a1')).version).toBe(1);
    expect(store.models.publish(model(bolt.id, 'a2')).version).toBe(2);
    expect(store.models.publish(model(nut.id, 'b1')).version).toBe(1);
    expect(store.products.get(bolt.id)?.modelId).toBe('a2');
  });

  it('keeps an image once, by its content', async () => {
    const first = await store.images.put(Buffer.from('same'));
    const second = await store.images.put(Buffer.from('same'));
    expect(second).toEqual(first);
    expect(await readFile(store.images.path(first.sha256), 'utf8')).toBe('same');
  });

  it('makes no path of what is no hash or id', () => {
    expect(() => store.images.path('../../etc/passwd')).toThrow(RangeError);
    expect(() => store.modelPath('../x')).toThrow(RangeError);
    expect(() => store.reportPath('a/b')).toThrow(RangeError);
  });

  it('removes images that nothing refers to, and no other', async () => {
    const product = productNamed('bolt');
    const loose = await store.images.put(Buffer.from('loose'));
    const inJob = await store.images.put(Buffer.from('in a job'));
    store.jobs.create('inspect', product.id, { images: [inJob.sha256] }, 'test');
    store.inspections.add([await inspectionOf(product)]);
    expect(await store.images.sweep()).toBe(1);
    expect(store.images.get(loose.sha256)).toBeNull();
    expect(store.images.get(inJob.sha256)).not.toBeNull();
  });

  it('clears away model files that no row names, and temporary files', async () => {
    const product = productNamed('bolt');
    store.models.publish(model(product.id, 'known'));
    for (const name of ['known.nominal', 'half.nominal', 'known.nominal.1-2.tmp'])
      await writeFile(join(folder, 'models', name), 'x');
    await store.clean();
    expect(await readdir(join(folder, 'models'))).toEqual(['known.nominal']);
  });

  it('keeps no secret of a token', async () => {
    const { secret, ...token } = store.tokens.create('line 1', 'inspect');
    expect(store.tokens.find(secret)).toEqual(token);
    expect(store.tokens.find(`${secret}x`)).toBeNull();
    await reopen();
    for (const name of await readdir(folder)) {
      if (!name.startsWith('station.db')) continue;
      expect((await readFile(join(folder, name))).includes(secret)).toBe(false);
    }
  });

  it('gives a job that was under way back after a restart, and counts its attempts', async () => {
    const { id } = store.jobs.create('fit', 'p', {}, 'test');
    expect(store.jobs.begin(id)).toMatchObject({ state: 'running', attempts: 1 });
    await reopen();
    store.jobs.requeueRunning();
    expect(store.jobs.next(['inspect'])).toBeNull();
    expect(store.jobs.next(['fit'])?.id).toBe(id);
    expect(store.jobs.begin(id).attempts).toBe(2);
  });

  it('keeps a message until it is taken or given up', () => {
    store.deliveries.add('hook', 'a');
    store.deliveries.add('hook', 'b');
    const [a, b] = store.deliveries.due('hook', 10);
    store.deliveries.taken(a.id);
    store.deliveries.refused(b.id, 'down', 60_000);
    expect(store.deliveries.due('hook', 10)).toEqual([]);
    expect(store.deliveries.counts()).toEqual({ waiting: 1, failed: 0 });
    store.deliveries.refused(b.id, 'down', null);
    expect(store.deliveries.counts()).toEqual({ waiting: 0, failed: 1 });
  });
});

describe('migrations', () => {
  it('run once each, and a database of a newer version is refused', () => {
    const sql = new Sql(join(folder, 'other.db'));
    migrate(sql, ['CREATE TABLE a (x)']);
    migrate(sql, ['CREATE TABLE a (x)', 'CREATE TABLE b (x)']);
    expect(() => migrate(sql, ['CREATE TABLE a (x)'])).toThrow(
      expect.objectContaining({ code: 'STORE_TOO_NEW' }),
    );
    sql.close();
  });

  it('that fail leave nothing of themselves', () => {
    const sql = new Sql(join(folder, 'other.db'));
    expect(() => migrate(sql, ['CREATE TABLE a (x); nonsense'])).toThrow();
    migrate(sql, migrations);
    expect(sql.all("SELECT name FROM sqlite_master WHERE name = 'a'")).toEqual([]);
    sql.close();
  });

  it('refuse a file that is no database with STORE_FAILED', async () => {
    await writeFile(
      join(folder, 'text.db'),
      'this is no database, but long enough to be one'.repeat(50),
    );
    expect(() => new Sql(join(folder, 'text.db'))).toThrow(
      expect.objectContaining({ code: 'STORE_FAILED' }),
    );
  });
});
