import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleInspection, exampleModel } from '../../../../test/store/examples.ts';
import { resolveFitConfig } from 'nominal-vision/internal/config';
import { type InspectionRecord, Store } from '../store/index.ts';
import { DriftMonitors } from './DriftMonitors.ts';

describe('the drift monitors', () => {
  let folder = '';
  let store: Store;
  let productId = '';
  let sha256 = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-drift-'));
    store = await Store.open(folder);
    productId = (await store.products.create('bolt', resolveFitConfig()))?.id ?? '';
    const calibrationScores = Array.from({ length: 50 }, (_, i) => 1 + i / 50);
    for (const id of ['m1', 'm2'])
      await store.models.publish(exampleModel(productId, id, { calibrationScores }));
    sha256 = (await store.images.put(Buffer.from('image'))).sha256;
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  /** Keeps decisions with scores from `first` on, and tells a monitor of each. */
  async function decide(
    monitors: DriftMonitors,
    first: number,
    changes: Partial<InspectionRecord> = {},
  ): Promise<void> {
    for (let i = 0; i < 40; i++) {
      const imageScore = first + i / 100;
      const inspection = exampleInspection({ productId, sha256, imageScore, ...changes });
      for (const record of await store.inspections.add([inspection])) monitors.add(record);
    }
  }

  it('have the same evidence after a restart, before and after the next decision', async () => {
    const before = new DriftMonitors(store);
    await decide(before, 1.5);
    const reading = await before.reading(productId);
    expect(reading).toMatchObject({ images: 40 });
    expect(reading?.statistic).toBeGreaterThan(1);

    const after = new DriftMonitors(store);
    expect(await after.reading(productId)).toEqual(reading);
    expect(await after.statistics()).toEqual(new Map([['bolt', reading?.statistic]]));

    const later = new DriftMonitors(store);
    for (const monitors of [before, later]) await decide(monitors, 1.6);
    expect((await later.reading(productId))?.images).toBe(120);
    expect(await new DriftMonitors(store).reading(productId)).toEqual(
      await later.reading(productId),
    );
  });

  it('remember an alarm over a restart', async () => {
    const before = new DriftMonitors(store);
    for (let round = 0; round < 3; round++) await decide(before, 1.9);
    expect(await before.reading(productId)).toMatchObject({ alarm: true });
    expect(await new DriftMonitors(store).reading(productId)).toMatchObject({ alarm: true });
  });

  it('leave out rejected parts, and begin anew with another model or threshold', async () => {
    const monitors = new DriftMonitors(store);
    await decide(monitors, 1.5, { verdict: 'anomalous' });
    expect(await monitors.reading(productId)).toMatchObject({ images: 0, statistic: 1 });
    await decide(monitors, 1.5);
    expect(await monitors.reading(productId)).toMatchObject({ images: 40 });
    for (const changes of [{ modelId: 'm2' }, { threshold: 3 }]) {
      await decide(monitors, 1.5, changes);
      expect(await monitors.reading(productId)).toMatchObject({ images: 40 });
    }
  });

  it('say nothing of a product without a decision', async () => {
    expect(await new DriftMonitors(store).reading(productId)).toBeNull();
  });
});
