import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../test/e2e/parts.ts';
import { exampleInspection, exampleModel } from '../../../../test/store/examples.ts';
import { resolveFitConfig } from 'nominal-vision/internal/config';
import { type InspectionRecord, Store } from '../store/index.ts';
import { Recorder } from './Recorder.ts';

describe('decisions that are kept together', () => {
  let folder = '';
  let store: Store;
  let sha256 = '';
  let productId = '';
  beforeAll(async () => {
    folder = await temporaryFolder();
    store = await Store.open(folder);
    ({ sha256 } = await store.images.put(Uint8Array.of(1, 2, 3)));
    productId = (await store.products.create('one', resolveFitConfig()))?.id ?? '';
    await store.models.publish(exampleModel(productId, 'm1'));
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('fail by themselves: one that cannot be kept takes no other with it, and none is kept twice', async () => {
    const told: number[] = [];
    const recorder = new Recorder(store, {
      withinCommit: () => Promise.resolve(),
      afterCommit: ({ id }) => told.push(id),
    });
    const add = (name: string, imageScore: number) =>
      recorder.add(exampleInspection({ productId, sha256, name, imageScore }));
    const outcomes = await Promise.allSettled([
      add('first', 1),
      add('second', Number.NaN),
      add('third', 3),
      add('fourth', Number.NaN),
      add('fifth', 5),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([
      { reason: { code: 'STORE_CONFLICT' } },
      { reason: { code: 'STORE_CONFLICT' } },
    ]);
    const kept: InspectionRecord[] = await store.inspections.list({ productId }, 10);
    expect(kept.map(({ name }) => name)).toEqual(['fifth', 'third', 'first']);
    expect(told).toEqual(kept.map(({ id }) => id).reverse());
  });
});
