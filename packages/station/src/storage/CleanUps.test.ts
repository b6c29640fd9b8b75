import { access, rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../../../test/e2e/parts.ts';
import { exampleInspection, exampleModel } from '../../../../test/store/examples.ts';
import { resolveFitConfig } from 'nominal-vision/internal/config';
import { Store } from '../store/index.ts';
import { CleanUps } from './CleanUps.ts';
import type { Retention } from './retention.ts';

const forever: Retention = { keepInspections: null, keepDays: null };

describe('clean-ups', () => {
  let folder = '';
  let store: Store;
  let productId = '';
  let cleanUps: CleanUps;
  const failed: string[] = [];
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = await Store.open(folder);
    productId = (await store.products.create('one', resolveFitConfig()))?.id ?? '';
    await store.models.publish(exampleModel(productId, 'm1'));
    failed.length = 0;
    cleanUps = opened(forever);
    await cleanUps.open();
    await untilIdle();
  });
  afterEach(async () => {
    await cleanUps.close();
    await store.close();
    await rm(folder, { recursive: true });
  });

  function opened(configured: Retention): CleanUps {
    const report = (what: string) => failed.push(what);
    return new CleanUps({ store, configured, onEnd: () => undefined, report });
  }

  async function untilIdle(): Promise<void> {
    await expect.poll(() => cleanUps.running, { timeout: 20_000, interval: 5 }).toBeNull();
  }

  /** Decisions, each with an image of its own of 8 bytes. */
  async function decide(count: number): Promise<void> {
    const entries = await Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const { sha256 } = await store.images.put(Buffer.from(String(i).padStart(8, '0')));
        return exampleInspection({ productId, sha256, name: `${i}.png` });
      }),
    );
    await store.inspections.add(entries);
  }

  const left = () => store.inspections.count({ productId });

  it('remove what the retention does not keep, with images and files, and say how much', async () => {
    await decide(250);
    const [{ id, sha256 }] = await store.inspections.list({}, 1, { order: 'oldest' });
    const opinion = { review: 'confirmed', comment: null, tags: [] } as const;
    await store.inspections.review(id, opinion, 'ann');
    const retention = { keepInspections: 20, keepDays: null };
    const preview = { decisions: 229, images: 229, bytes: 229 * 8, estimated: false };
    expect(await cleanUps.preview(retention)).toEqual(preview);
    expect(await cleanUps.preview({ keepInspections: null, keepDays: 1 })).toMatchObject({
      decisions: 0,
      bytes: 0,
    });
    await cleanUps.set(retention, 'ann');
    expect(await left()).toBe(250);
    await cleanUps.begin('ann');
    expect(cleanUps.running).toMatchObject({ by: 'ann', decisions: 0 });
    await expect(cleanUps.begin('bob')).rejects.toMatchObject({ code: 'CONFLICT' });
    await untilIdle();
    expect(await left()).toBe(21);
    expect(cleanUps.runs).toMatchObject([
      { by: 'ann', outcome: 'done', decisions: 229, images: 229, bytes: 229 * 8, error: null },
    ]);
    await access(store.images.path(sha256));
    expect(await store.images.total()).toEqual({ images: 21, bytes: 21 * 8 });
    const actions = (await store.audit.list(10)).map(({ action, actor }) => `${actor} ${action}`);
    expect(actions).toEqual(['ann station.cleanUp', 'ann station.setRetention']);
    expect(failed).toEqual([]);
  });

  it('can be cancelled: what was removed stays removed, nothing is half-removed, and the next goes on', async () => {
    await decide(1000);
    await cleanUps.set({ keepInspections: 10, keepDays: null }, 'ann');
    await cleanUps.begin('ann');
    await expect.poll(() => cleanUps.running?.decisions, { interval: 1 }).toBeGreaterThan(0);
    expect(cleanUps.running?.total).toBe(990);
    expect(await cleanUps.cancel('ann')).toBe(true);
    expect(cleanUps.running).toBeNull();
    const rest = await left();
    expect(rest).toBeGreaterThan(10);
    expect(rest).toBeLessThan(1000);
    expect(cleanUps.runs[0]).toMatchObject({ outcome: 'cancelled', decisions: 1000 - rest });
    expect(await store.images.total()).toMatchObject({ images: rest });
    expect(await cleanUps.cancel('ann')).toBe(false);
    await cleanUps.begin('ann');
    await untilIdle();
    expect(await left()).toBe(10);
  });

  it('go by the configuration until something is set, which outlives a restart as their results do', async () => {
    await decide(30);
    const configured = { keepInspections: 25, keepDays: null };
    await cleanUps.close();
    cleanUps = opened(configured);
    await cleanUps.open();
    await untilIdle();
    expect(await left()).toBe(25);
    expect(cleanUps.runs).toMatchObject([{ by: null, decisions: 5 }]);
    expect([cleanUps.retention, cleanUps.isOwn]).toEqual([configured, false]);
    await cleanUps.set({ keepInspections: 20, keepDays: 7 }, 'ann');
    await cleanUps.close();
    cleanUps = opened(configured);
    await cleanUps.open();
    expect([cleanUps.retention, cleanUps.isOwn]).toEqual([
      { keepInspections: 20, keepDays: 7 },
      true,
    ]);
    await untilIdle();
    expect(await left()).toBe(20);
    expect(cleanUps.runs.map(({ decisions }) => decisions)).toEqual([5, 5]);
  });

  it('begin by themselves after so many decisions where a number of them is kept, and leave no run that removed nothing', async () => {
    await decide(30);
    for (let i = 0; i < 600; i++) cleanUps.note();
    await untilIdle();
    expect(await left()).toBe(30);
    await cleanUps.set({ keepInspections: 10, keepDays: null }, 'ann');
    cleanUps.note();
    await untilIdle();
    expect(await left()).toBe(10);
    for (let i = 0; i < 600; i++) cleanUps.note();
    await untilIdle();
    expect(cleanUps.runs).toHaveLength(1);
  });

  it('say why one has failed; the next removes the images that it has left', async () => {
    await decide(20);
    await cleanUps.set({ keepInspections: 10, keepDays: null }, 'ann');
    const drop = vi.spyOn(store.images, 'drop');
    drop.mockRejectedValue(new Error('the disk is away'));
    await cleanUps.begin('ann');
    await untilIdle();
    drop.mockRestore();
    expect(cleanUps.runs[0]).toMatchObject({
      outcome: 'failed',
      error: { code: 'INTERNAL', message: expect.stringContaining('the disk is away') as string },
    });
    expect(failed).toEqual(['old decisions cannot be removed']);
    await cleanUps.begin('ann');
    await untilIdle();
    expect(cleanUps.runs[0]).toMatchObject({ outcome: 'done', decisions: 0, images: 10 });
    expect(await store.images.total()).toMatchObject({ images: 10 });
  });
});
