import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RgbImage } from '../../../src/core/image/index.ts';
import { encodePng } from '../../../src/image/index.ts';
import type {
  Inspection,
  Product,
  TrainingImage,
} from '../../../packages/station/src/web/types.ts';
import { browser, openConsole, type TestConsole } from './testConsole.ts';
import { call, createProduct, partPng, startTestStation, type TestStation } from './testStation.ts';

describe.skipIf(browser === undefined)(
  'work in the console in Chromium (skipped without Chromium)',
  () => {
    let station: TestStation;
    let chromium: TestConsole;
    let page: Page;
    /** Has no model. */
    let empty: Product;
    /** Has one. */
    let fitted: Product;

    beforeAll(async () => {
      // The least that a request may hold: the console must not rely on more.
      station = await startTestStation({ maxImagesPerRequest: 20 });
      empty = await call<Product>(station.ask, 'POST', 'products', { name: 'Many' });
      fitted = await createProduct(station.ask, 'Fitted');
      chromium = await openConsole({ width: 1440, height: 900 });
      ({ page } = chromium);
      await page.goto(station.url);
    });
    afterAll(async () => {
      await chromium.end();
      await station.end();
    });

    async function show(name: string, product: Product): Promise<void> {
      await page.goto(`${station.url}/#/${name}`);
      await page.locator('.chooser select').selectOption(product.id);
    }

    const goodImages = () =>
      call<TrainingImage[]>(station.ask, 'GET', `products/${empty.id}/images`);

    it('takes 230 images in one drop, and a reload on the way loses none that was acknowledged', async () => {
      await show('products', empty);
      const paths = await smallImages(join(chromium.folder, 'many'), 230);
      await page.locator('.dropzone input').setInputFiles(paths);
      await expect.poll(sent).toBeGreaterThanOrEqual(60);
      const acknowledged = await sent();
      await page.reload();
      await page.getByText(/The upload was interrupted: \d+ of 230 images/).waitFor();
      expect((await goodImages()).length).toBeGreaterThanOrEqual(acknowledged);
      await page.locator('.dropzone input').setInputFiles(paths);
      await page.getByText(/added, \d+ already known/).waitFor();
      await page.locator('.transfer').waitFor({ state: 'detached' });
      expect(await goodImages()).toHaveLength(230);
      await page.getByRole('heading', { name: 'Good images 230' }).waitFor();
      expect(await page.getByText('was interrupted').count()).toBe(0);
    });

    it('goes on by itself after the connection broke, and refuses only the file that is no image', async () => {
      const paths = await smallImages(join(chromium.folder, 'more'), 25, 1000);
      const broken = join(chromium.folder, 'broken.png');
      await writeFile(broken, 'no image');
      let tries = 0;
      await page.route('**/images', async (route) => {
        if (route.request().method() === 'POST' && ++tries === 1) await route.abort();
        else await route.continue();
      });
      await page.locator('.dropzone input').setInputFiles([broken, ...paths]);
      await page.getByText(/^25 added/).waitFor();
      await page.unroute('**/images');
      // One that broke off, and the two that 26 images take.
      expect(tries).toBe(3);
      await page.getByText(/broken\.png: /).waitFor();
      expect(await goodImages()).toHaveLength(255);
      await chromium.shot('uploaded');
    });

    it('takes a folder with the folders in it, dropped or chosen, and leaves other files out', async () => {
      const folder = join(chromium.folder, 'folder');
      await smallImages(join(folder, 'a'), 3, 2000);
      await smallImages(join(folder, 'b', 'c'), 2, 3000);
      await writeFile(join(folder, 'notes.txt'), 'none');
      const box = (await page.locator('.dropzone').boundingBox()) ?? { x: 0, y: 0 };
      const session = await chromium.context.newCDPSession(page);
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await session.send('Input.dispatchDragEvent', {
          type,
          x: box.x + 20,
          y: box.y + 20,
          data: { items: [], files: [folder], dragOperationsMask: 1 },
        });
      await page.getByText(/^5 added/).waitFor();
      await page.locator('.folder input').setInputFiles(folder);
      await page.getByText(/^0 added, 5 already known/).waitFor();
      expect(await goodImages()).toHaveLength(260);
    });

    it('judges many images one by one, with a count, until it is cancelled', async () => {
      await show('inspect', fitted);
      const parts = await parted(14);
      await page.locator('.dropzone input').setInputFiles(parts);
      await page.locator('.inspection .verdict').waitFor();
      await page.locator('.transfer').getByRole('button', { name: 'Cancel' }).click();
      await page.locator('.transfer').waitFor({ state: 'detached' });
      const stopped = await decisions();
      expect(stopped.length).toBeLessThan(14);
      await page.locator('.dropzone input').setInputFiles(parts);
      await expect.poll(sent).toBeGreaterThan(2);
      await page.locator('.transfer').waitFor({ state: 'detached' });
      expect((await decisions()).length).toBeGreaterThanOrEqual(14);
    });

    it('makes a report of the reviewed decisions at the press of a button', async () => {
      const [one, two] = await decisions();
      const review = (id: number, said: string) =>
        call(station.ask, 'PUT', `inspections/${id}/review`, { review: said });
      await review(one.id, one.verdict === 'nominal' ? 'missedDefect' : 'confirmed');
      await review(two.id, two.verdict === 'nominal' ? 'confirmed' : 'falseReject');
      await show('report', fitted);
      await page.getByText('No report yet.').waitFor();
      await page.getByRole('button', { name: 'Make report' }).click();
      await page.locator('.job[data-state="done"]').waitFor();
      await page.frameLocator('iframe.report').locator('h1').waitFor();
      await chromium.shot('report');
    });

    it('says that a token is wrong, lets in who has the right one, and speaks both languages there', async () => {
      const closed = await startTestStation({ requireToken: true });
      await page.goto(closed.url);
      await page.getByLabel('Token').fill('nom_wrong');
      await page.getByRole('button', { name: 'Enter' }).click();
      await page.getByText('This station does not know this token.').waitFor();
      await chromium.shot('login');
      await page.getByRole('button', { name: 'Light or dark' }).click();
      await page.getByRole('button', { name: '中文' }).click();
      await page.getByRole('heading', { name: '此检测站需要令牌' }).waitFor();
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByLabel('Token').fill(closed.firstToken ?? '');
      await page.getByRole('button', { name: 'Enter' }).click();
      await page.getByLabel('New product').waitFor();
      await closed.end();
    });

    it('has met no error in its scripts', () => {
      expect(chromium.wrong).toEqual([]);
    });

    /** Images that the transfer has sent; 0 while there is none. */
    async function sent(): Promise<number> {
      const counts = await page.locator('.transfer-count').allTextContents();
      return Number.parseInt(counts.at(0) ?? '0', 10);
    }

    async function decisions(): Promise<readonly Inspection[]> {
      const path = `inspections?product=${fitted.id}&limit=100`;
      return (await call<{ inspections: Inspection[] }>(station.ask, 'GET', path)).inspections;
    }

    /** Files of generated parts, each third one scratched. */
    function parted(number: number): Promise<string[]> {
      return Promise.all(
        Array.from({ length: number }, async (_, i) => {
          const path = join(chromium.folder, `part-${i}.png`);
          await writeFile(path, await partPng(100 + i, i % 3 === 0 ? 'scratch' : null));
          return path;
        }),
      );
    }
  },
);

/** Writes images that all differ. @returns their paths. */
async function smallImages(folder: string, number: number, first = 0): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    Array.from({ length: number }, async (_, i) => {
      const data = new Uint8Array(32 * 32 * 3).map((_value, at) => at + first + i);
      data.set([(first + i) % 256, Math.floor((first + i) / 256)]);
      const path = join(folder, `${String(i).padStart(3, '0')}.png`);
      await writeFile(path, await encodePng(new RgbImage(32, 32, data)));
      return path;
    }),
  );
}
