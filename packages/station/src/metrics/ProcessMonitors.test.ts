import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleInspection, exampleModel } from '../../../../test/store/examples.ts';
import { resolveFitConfig } from 'nominal-vision/internal/config';
import { type InspectionRecord, Store } from '../store/index.ts';
import { ProcessMonitors } from './ProcessMonitors.ts';

describe('the monitors of the process', () => {
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
    monitors: ProcessMonitors,
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
    const before = new ProcessMonitors(store);
    await decide(before, 1.5);
    const reading = await before.reading(productId);
    expect(reading?.drift).toMatchObject({ images: 40 });
    expect(reading?.drift?.statistic).toBeGreaterThan(1);

    const after = new ProcessMonitors(store);
    expect(await after.reading(productId)).toEqual(reading);
    expect(await after.readings()).toEqual(new Map([['bolt', reading]]));

    const later = new ProcessMonitors(store);
    for (const monitors of [before, later]) await decide(monitors, 1.6);
    expect((await later.reading(productId))?.drift?.images).toBe(120);
    expect(await new ProcessMonitors(store).reading(productId)).toEqual(
      await later.reading(productId),
    );
  });

  it('remember an alarm over a restart, and where the scores have gone', async () => {
    for (const [productName, first, direction] of [
      ['nut', 1.9, 'up'],
      ['washer', 0.3, 'down'],
    ] as const) {
      const own = (await store.products.create(productName, resolveFitConfig()))?.id ?? '';
      const before = new ProcessMonitors(store);
      for (let round = 0; round < 3; round++) await decide(before, first, { productId: own });
      const alarm = { drift: { alarm: true, direction } };
      expect(await before.reading(own)).toMatchObject(alarm);
      expect(await new ProcessMonitors(store).reading(own)).toMatchObject(alarm);
    }
  });

  it('leave rejected parts out of drift, and begin anew with another model or threshold', async () => {
    const monitors = new ProcessMonitors(store);
    await decide(monitors, 1.5, { verdict: 'anomalous' });
    expect((await monitors.reading(productId))?.drift).toMatchObject({ images: 0, statistic: 1 });
    await decide(monitors, 1.5);
    expect((await monitors.reading(productId))?.drift).toMatchObject({ images: 40 });
    for (const changes of [{ modelId: 'm2' }, { threshold: 3 }]) {
      await decide(monitors, 1.5, changes);
      expect((await monitors.reading(productId))?.drift).toMatchObject({ images: 40 });
    }
  });

  it('raise an alarm for a run of rejects, which a restart remembers and parts that pass end', async () => {
    const monitors = new ProcessMonitors(store);
    await decide(monitors, 1.5);
    expect((await monitors.reading(productId))?.rejects).toMatchObject({ alarm: false });
    await decide(monitors, 2.5, { verdict: 'anomalous' });
    const alarm = { alarm: true, alarmAt: 1000, run: { images: 40, rejected: 40 } };
    expect((await monitors.reading(productId))?.rejects).toMatchObject(alarm);
    expect((await new ProcessMonitors(store).reading(productId))?.rejects).toMatchObject(alarm);
    for (let round = 0; round < 3; round++) await decide(monitors, 1.5);
    expect((await monitors.reading(productId))?.rejects).toMatchObject({ alarm: false });
  });

  it('name what has changed most in the latest images during an alarm, also after a restart', async () => {
    const monitors = new ProcessMonitors(store);
    const { details } = exampleInspection({ productId, sha256 });
    const usual = {
      ...{ brightness: 0.4, contrast: -0.3, grain: 0.1, red: 0, blue: 0 },
      ...{ middleY: 0, middleX: 0 },
    };
    const looking = (changes: Partial<typeof usual>) => ({
      details: { ...details, appearance: { ...usual, ...changes } },
    });
    await decide(monitors, 1.3, looking({ grain: -6 }));
    expect((await monitors.reading(productId))?.cause).toBeNull();
    await decide(monitors, 2.5, { verdict: 'anomalous', ...looking({ grain: -6, red: 2.5 }) });
    const blurred = { change: 'blurred', spreads: 6 };
    expect((await monitors.reading(productId))?.cause).toEqual(blurred);
    expect((await new ProcessMonitors(store).reading(productId))?.cause).toEqual(blurred);
    await decide(monitors, 2.5, { verdict: 'anomalous' });
    expect((await new ProcessMonitors(store).reading(productId))?.cause).toBeNull();
  });

  it('start again after rejects with another model', async () => {
    const monitors = new ProcessMonitors(store);
    await decide(monitors, 2.5, { verdict: 'anomalous' });
    await decide(monitors, 1.5, { modelId: 'm2' });
    for (const own of [monitors, new ProcessMonitors(store)])
      expect((await own.reading(productId))?.rejects).toMatchObject({ alarm: false });
  });

  it('compare whole images where zones decide, whichever zone is the worst of each', async () => {
    const monitors = new ProcessMonitors(store);
    const { details } = exampleInspection({ productId, sha256 });
    const whole = { score: 1.5, threshold: 2 };
    for (const verdict of ['nominal', 'anomalous'] as const) {
      for (let i = 0; i < 20; i++) {
        // The score and the threshold are those of the left zone, then of the right one.
        for (const [imageScore, threshold] of [
          [0.4, 0.5],
          [3, 4],
        ]) {
          const judged = { imageScore, threshold, details: { ...details, whole } };
          const inspection = exampleInspection({ productId, sha256, verdict, ...judged });
          for (const record of await store.inspections.add([inspection])) monitors.add(record);
        }
      }
      for (const own of [monitors, new ProcessMonitors(store)]) {
        const reading = await own.reading(productId);
        expect(reading?.drift).toMatchObject({ images: 40, alarm: false });
        expect(reading?.rejects).toMatchObject({ alarm: verdict === 'anomalous' });
      }
    }
  });

  it('say nothing of a product without a decision', async () => {
    expect(await new ProcessMonitors(store).reading(productId)).toBeNull();
  });
});
