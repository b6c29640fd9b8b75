import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveFitConfig } from 'nominal-vision/internal/config';
import { temporaryFolder } from '../../../../../test/e2e/parts.ts';
import { exampleInspection, exampleModel } from '../../../../../test/store/examples.ts';
import { type Job, type Product, Store } from '../../store/index.ts';
import { againKind } from './again.ts';

describe('judging again', () => {
  let folder = '';
  let store: Store;
  let product: Product;
  beforeAll(async () => {
    folder = await temporaryFolder();
    store = await Store.open(folder);
    const created = await store.products.create('one', resolveFitConfig());
    if (created === null) throw new Error('the name is taken');
    for (const model of ['m1', 'm2']) await store.models.publish(exampleModel(created.id, model));
    product = (await store.products.get(created.id)) ?? created;
    for (const name of ['a', 'b', 'c', 'a']) await decided(name, 'm1', 'http');
    await decided('b', 'm2', 'http');
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  async function decided(name: string, modelId: string, source: string) {
    const { sha256 } = await store.images.put(Buffer.from(name));
    const decision = exampleInspection({ productId: product.id, sha256, name, modelId, source });
    const [record] = await store.inspections.add([decision]);
    return record;
  }

  const start = () => againKind.start({ product, tables: store, images: [], newModelId: '' });

  it('takes each image once that the model in use has not judged, and is no news of the line', async () => {
    expect(product.modelId).toBe('m2');
    const parameters = (await start()) as { images: { name: string }[] };
    expect(parameters.images.map(({ name }) => name)).toEqual(['c', 'a']);
    const job: Job = await store.jobs.create('again', product.id, parameters, 'somebody');
    const before = await store.inspections.perMinute(product.id, '2000');
    await againKind.work(
      job,
      {
        store,
        desk: {
          refuse: () => Promise.resolve(),
          inspectStored: (_inUse, { name }, source) => decided(name, 'm2', source),
        },
        report: () => undefined,
      },
      new AbortController().signal,
      () => undefined,
    );
    expect(await store.inspections.perMinute(product.id, '2000')).toEqual(before);
    expect(await store.inspections.count({ productId: product.id })).toBe(7);
    await expect(start()).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});
