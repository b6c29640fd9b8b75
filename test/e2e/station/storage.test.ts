import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { resolveFitConfig } from '../../../src/config/index.ts';
import { readStationConfig } from '../../../packages/station/src/config/index.ts';
import { type RunningStation, startStation } from '../../../packages/station/src/startStation.ts';
import { Store } from '../../../packages/station/src/store/index.ts';
import type {
  CleanUpPreview,
  Retention,
  Storage,
  Token,
} from '../../../packages/station/src/web/types.ts';
import { exampleInspection, exampleModel } from '../../store/examples.ts';
import { temporaryFolder } from '../parts.ts';
import { browser, lookOverPage, openConsole, type TestConsole } from './testConsole.ts';
import { call } from './testStation.ts';

/** More than a preview looks at one by one. */
const DECISIONS = 12_000;
const IMAGES = 40;

describe('disk and retention', () => {
  let folder = '';
  let running: RunningStation;

  /** A station with a long history of one product, and a short one of another. */
  beforeAll(async () => {
    folder = await temporaryFolder();
    const store = await Store.open(folder);
    const cap = await store.products.create('cap', resolveFitConfig());
    const nut = await store.products.create('nut', resolveFitConfig());
    for (const [i, product] of [cap, nut].entries()) {
      const productId = product?.id ?? '';
      await store.models.publish(exampleModel(productId, `m${i}`));
      const images = await Promise.all(
        Array.from({ length: IMAGES }, (_, n) => store.images.put(Buffer.alloc(5000, `${i} ${n}`))),
      );
      const count = i === 0 ? DECISIONS : 100;
      await store.inspections.add(
        Array.from({ length: count }, (_, n) =>
          exampleInspection({
            productId,
            modelId: `m${i}`,
            // The last images came with the newest decisions alone.
            sha256: images[Math.floor((n * IMAGES) / count)].sha256,
            name: `${n}.png`,
          }),
        ),
      );
    }
    const opinion = { review: 'confirmed', comment: null, tags: [] } as const;
    await store.inspections.review(1, opinion, 'ann');
    await store.close();
    running = await startStation(
      folder,
      await readStationConfig(null, { port: 0, inspectThreads: 1, keepInspections: 1_000_000 }),
    );
  });
  afterAll(async () => {
    await running.stop();
    await rm(folder, { recursive: true });
  });

  const ask = (path: string, init?: RequestInit) => fetch(`${running.url}/api/v1/${path}`, init);
  const storage = () => call<Storage>(ask, 'GET', 'storage');
  const forever: Retention = { keepInspections: null, keepDays: null };

  it('says what takes room, each image counted once, and what is kept of each product', async () => {
    // The one that a station begins with.
    await expect.poll(async () => (await storage()).cleanUp.running).toBeNull();
    const { disk, uses, products, ...rest } = await storage();
    expect(disk.freeBytes).toBeLessThan(disk.bytes);
    const of = Object.fromEntries(uses.map((use) => [use.what, use]));
    expect(of.historyImages).toMatchObject({ count: 2 * IMAGES, bytes: 2 * IMAGES * 5000 });
    expect(of.goodImages).toMatchObject({ count: 0, bytes: 0 });
    expect(of.models).toMatchObject({ count: 2 });
    expect(of.database.bytes).toBeGreaterThan(1_000_000);
    expect(products).toMatchObject([
      { name: 'cap', decisions: DECISIONS, reviewed: 1 },
      { name: 'nut', decisions: 100, reviewed: 0 },
    ]);
    expect(rest).toMatchObject({
      retention: { keepInspections: 1_000_000, keepDays: null },
      retentionOrigin: 'configuration',
      cleanUp: { running: null, runs: [] },
    });
  });

  it('says beforehand what another retention would remove, and changes nothing by that', async () => {
    const preview = (retention: Retention) =>
      call<CleanUpPreview>(ask, 'POST', 'storage/preview', retention);
    expect(await preview(forever)).toMatchObject({ decisions: 0, images: 0, bytes: 0 });
    expect(await preview({ ...forever, keepInspections: DECISIONS - 1500 })).toEqual({
      decisions: 1499,
      // Of the five, the first was reviewed with its decision.
      images: 4,
      bytes: 4 * 5000,
      estimated: false,
    });
    expect(await preview({ ...forever, keepInspections: 50 })).toMatchObject({
      decisions: DECISIONS - 51 + 50,
      estimated: true,
    });
    expect((await storage()).retention.keepInspections).toBe(1_000_000);
  });

  it('refuses what the configuration would refuse, and who is no administrator', async () => {
    const json = { 'content-type': 'application/json' };
    for (const body of [
      { keepInspections: 0, keepDays: null },
      { keepInspections: null, keepDays: 0.5 },
      { keepInspections: 5 },
      { ...forever, keepHours: 1 },
    ]) {
      const refused = { method: 'PUT', headers: json, body: JSON.stringify(body) };
      expect((await ask('storage/retention', refused)).status, JSON.stringify(body)).toBe(400);
    }
    await expect(readStationConfig(null, { keepDays: 0.5 })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
    const made = await call<Token & { secret: string }>(ask, 'POST', 'tokens', {
      ...{ name: 'line', scope: 'review' },
    });
    const authorization = `Bearer ${made.secret}`;
    const headers = { ...json, authorization };
    const body = JSON.stringify(forever);
    const status = async (path: string, init: RequestInit) =>
      (await ask(path, { ...init, headers: init.body === undefined ? { authorization } : headers }))
        .status;
    expect(await status('storage', {})).toBe(200);
    expect(await status('storage/retention', { method: 'PUT', body })).toBe(403);
    expect(await status('storage/clean-up', { method: 'POST' })).toBe(403);
    expect(await status('storage/clean-up', { method: 'DELETE' })).toBe(403);
  });

  describe.skipIf(browser === undefined)('in Chromium', () => {
    let shown: TestConsole;
    beforeAll(async () => {
      shown = await openConsole();
      await shown.page.goto(`${running.url}/#/settings`);
      await shown.page.getByRole('link', { name: 'Open disk and retention' }).click();
    });
    afterAll(() => shown.end());

    it('changes the retention with a preview, cleans up with progress, and can be cancelled', async () => {
      const { page } = shown;
      const settings = page.getByTestId('retention');
      const cleanUp = page.getByTestId('clean-up');
      await settings.getByText('These are the values of the configuration file.').waitFor();
      await settings.getByText('Nothing to remove now.').waitFor();
      await settings.getByRole('checkbox', { name: 'Decisions per product' }).uncheck();
      await settings.getByText('the disk fills up').waitFor();
      await settings.getByRole('checkbox', { name: 'Remove after' }).check();
      await settings.getByText('Nothing to remove now.').waitFor();
      await settings.getByRole('spinbutton', { name: 'Remove after' }).fill('');
      await settings.getByText('Numbers from 1 on.').waitFor();
      await settings.getByRole('checkbox', { name: 'Remove after' }).uncheck();
      await settings.getByRole('checkbox', { name: 'Decisions per product' }).check();
      await settings.getByRole('spinbutton', { name: 'Decisions per product' }).fill('50');
      await settings.getByText('would remove 11,999 decisions and about').waitFor();
      await settings.getByRole('button', { name: 'Save' }).click();
      await settings.getByText('Set here, in place of the configuration file.').waitFor();
      await settings.getByText('removes 11,999 decisions and about').waitFor();
      await lookOverPage(shown, 'storage');
      const { inspections } = running.station.store;
      const prune = inspections.prune.bind(inspections);
      let goOn: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (goOn = resolve));
      // Halfway it waits, so that it is seen under way.
      const slow = vi.spyOn(inspections, 'prune').mockImplementation(async (...args) => {
        if (slow.mock.calls.length > 10) await held;
        return prune(...args);
      });
      await cleanUp.getByRole('button', { name: 'Clean up now' }).click();
      await cleanUp.getByText(/Removed [1-9][\d,]* of 11,999 decisions/).waitFor();
      await shown.shot('storage-cleaning');
      await cleanUp.getByRole('button', { name: 'Cancel' }).click();
      goOn();
      await cleanUp.getByRole('cell', { name: 'cancelled' }).waitFor();
      slow.mockRestore();
      const { cleanUp: after, products } = await storage();
      expect(after.runs[0].decisions).toBeGreaterThan(0);
      expect(products[0].decisions).toBe(DECISIONS - after.runs[0].decisions);
      await cleanUp.getByRole('button', { name: 'Clean up now' }).click();
      await cleanUp.getByRole('cell', { name: 'done', exact: true }).waitFor();
      await settings.getByText('Nothing to remove now.').waitFor();
      expect((await storage()).products).toMatchObject([
        { name: 'cap', decisions: 51, reviewed: 1 },
        { name: 'nut', decisions: 50, reviewed: 0 },
      ]);
      await shown.shot('storage-cleaned');
      expect(shown.wrong).toEqual([]);
    });

    it('tells in the audit log who has changed and removed', async () => {
      const { page } = shown;
      await page.goto(`${running.url}/#/settings`);
      await page.getByRole('cell', { name: 'retention set' }).waitFor();
      await page.getByRole('cell', { name: 'clean-up started' }).first().waitFor();
      await page.getByRole('cell', { name: 'clean-up cancelled' }).waitFor();
      await page.getByText('Decisions per product, at most: 50').waitFor();
    });
  });
});
