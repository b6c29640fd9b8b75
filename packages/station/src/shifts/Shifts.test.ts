import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fitConfigSchema } from 'nominal-vision/internal/config';
import { NominalError } from 'nominal-vision/internal/errors';
import { Store } from '../store/index.ts';
import { Shifts } from './Shifts.ts';

describe('Shifts', () => {
  let folder = '';
  let store: Store;
  let shifts: Shifts;
  let now: Date;
  let id = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-shifts-'));
    store = await Store.open(folder);
    now = new Date();
    shifts = new Shifts(store, undefined, () => now);
    id = (await store.products.create('cap', fitConfigSchema.parse({})))?.id ?? '';
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const count = (verdict: 'nominal' | 'anomalous') =>
    store.transaction((tables) => shifts.count(id, verdict, tables));
  const unreadable = new NominalError('IMAGE_UNREADABLE', { what: 'it is no image' });
  const refuse = (error: unknown = unreadable) =>
    shifts.refuse({ id }, { source: 'line', name: 'a.png', error });

  it('count verdicts and images that were not inspected, and keep the last of these', async () => {
    expect(await shifts.get(id)).toBeNull();
    for (const verdict of ['nominal', 'nominal', 'anomalous'] as const) await count(verdict);
    await refuse();
    // It was decided, if late.
    await refuse(new NominalError('DEADLINE_MISSED', { what: 'too late' }));
    expect(await shifts.get(id)).toMatchObject({ nominal: 2, anomalous: 1, refused: 1 });
    const last = { source: 'line', name: 'a.png', code: 'IMAGE_UNREADABLE' };
    expect(await store.refusals.last(id)).toMatchObject(last);
  });

  it('begin again at the times that are set, once each, with what was counted in the audit log', async () => {
    await count('nominal');
    const two = (time: Date) =>
      `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
    now = new Date(Date.now() + 2 * 60_000);
    await shifts.setTimes([two(now)], 'ann');
    now = new Date(Date.now());
    expect(await shifts.get(id)).toMatchObject({ nominal: 1 });
    now = new Date(Date.now() + 4 * 60_000);
    await count('anomalous');
    await count('anomalous');
    expect(await shifts.get(id)).toMatchObject({ nominal: 0, anomalous: 2 });
    const resets = (await store.audit.list(10)).filter(({ actor }) => actor === 'station');
    expect(resets).toHaveLength(1);
    expect(resets[0]).toMatchObject({ action: 'product.resetShift', details: { nominal: 1 } });
  });

  it('know their times after a restart', async () => {
    await shifts.setTimes(['22:00', '06:00', '06:00'], 'ann');
    const later = new Shifts(store);
    expect(later.times).toEqual([]);
    await later.open();
    expect(later.times).toEqual(['06:00', '22:00']);
  });

  it('do not stop at a product that was removed', async () => {
    await store.products.remove(id);
    await refuse();
    expect(await store.refusals.last(id)).toBeNull();
  });
});
