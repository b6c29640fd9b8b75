import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InspectResult, Product } from '../../../packages/station/src/web/types.ts';
import { reportLanguages } from '../../../src/report/index.ts';
import { browser, lookOverPage, openConsole, sizes, type TestConsole } from './testConsole.ts';
import { call, partPng, startTestStation, type TestStation } from './testStation.ts';

describe.skipIf(browser === undefined)(
  'a first visit in Chromium (skipped without Chromium)',
  () => {
    let station: TestStation;
    let chromium: TestConsole;
    let page: Page;

    beforeAll(async () => {
      station = await startTestStation();
      chromium = await openConsole(sizes.desk);
      ({ page } = chromium);
      await page.goto(station.url);
    });
    afterAll(async () => {
      await chromium.end();
      await station.end();
    });

    const lookOver = (name: string) => lookOverPage(chromium, name);

    const card = () => page.getByTestId('threshold');
    const tally = async (name: string) =>
      (await card().getByTestId(name).locator('strong').textContent()) ?? '';

    it('is spoken to in the language of the browser, which the next visit keeps', async () => {
      const german = await openConsole(sizes.phone, 'de-AT');
      const visitor = german.page;
      await visitor.goto(station.url);
      await visitor.getByRole('heading', { name: 'In drei Schritten zum ersten Urteil' }).waitFor();
      // The report speaks the same languages.
      const offered = await visitor
        .locator('.language option')
        .evaluateAll((options) => options.map((option) => Reflect.get(option, 'value') as string));
      expect(offered).toEqual(Object.keys(reportLanguages));
      await visitor.getByLabel('Sprache').selectOption('ja');
      await visitor.getByRole('heading', { name: '最初の判定まで' }).waitFor();
      await visitor.reload();
      await visitor.getByRole('heading', { name: '最初の判定まで' }).waitFor();
      expect(german.wrong).toEqual([]);
      await german.end();
    });

    it('loads no more than 200 kB of script and style, in any one language', async () => {
      const folder = fileURLToPath(
        new URL('../../../packages/station/dist/web/assets/', import.meta.url),
      );
      const bytes = await Promise.all(
        (await readdir(folder)).map(async (name) => ({
          name,
          bytes: gzipSync(await readFile(folder + name)).length,
        })),
      );
      const texts = bytes.filter(({ name }) => /^(de|zh|ja)-/.test(name));
      expect(texts).toHaveLength(3);
      const others = bytes.filter((file) => !texts.includes(file));
      const sum = others.reduce((total, file) => total + file.bytes, 0);
      expect(sum + Math.max(...texts.map((file) => file.bytes))).toBeLessThan(200_000);
    });

    it('shows three steps, and creates sample parts in one click', async () => {
      await page.getByRole('heading', { name: 'Three steps to the first verdict' }).waitFor();
      await page.getByText('30 images are a start, 99 keep a promise of 1 %').waitFor();
      await lookOver('first-steps');
      await page.getByRole('button', { name: 'Try with sample parts' }).click();
      await page.getByRole('heading', { name: 'Sample cap' }).waitFor();
      await page.getByText('40 so far.').waitFor();
      expect(await page.locator('.steps > li.done').count()).toBe(2);
      await chromium.shot('first-sample');
    });

    it('says why Fit is disabled', async () => {
      await page.getByLabel('New product').fill('Empty');
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByText('Fit needs 2 more good images.').waitFor();
      expect(await page.getByRole('button', { name: 'Fit', exact: true }).isDisabled()).toBe(true);
      await page.locator('.chooser select').selectOption({ label: 'Sample cap' });
      await page.getByRole('heading', { name: 'Sample cap' }).waitFor();
    });

    it('says what the fit does and how long it took, and leads to Inspect', async () => {
      await page.getByRole('button', { name: 'Fit', exact: true }).click();
      await page.getByText('Learning from the good images').waitFor();
      await page.getByText('Something is being made of this product').waitFor();
      await page.locator('.job[data-state="done"]').waitFor();
      await page.getByText(/Done, took \d+ (s|min)/).waitFor();
      await page.getByRole('link', { name: 'Inspect now' }).click();
      await page.getByRole('heading', { name: 'Inspect: Sample cap' }).waitFor();
      await page.goBack();
    });

    it('tests the threshold on known defects and good parts', async () => {
      await card().getByText('12 test images').waitFor();
      await card().locator('.histogram').waitFor();
      await expect.poll(() => tally('misses')).toMatch(/^\d \/ 6$/);
      await expect.poll(() => tally('false-rejects')).toMatch(/^\d \/ 6$/);
      await lookOver('threshold');
    });

    it('moves the threshold by key and by pointer, and counts at once', async () => {
      const slider = card().getByRole('slider', { name: 'Threshold' });
      const valueText = () => slider.getAttribute('aria-valuetext');
      const before = await valueText();
      await slider.focus();
      for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowLeft');
      await expect.poll(valueText).not.toBe(before);
      // So low a threshold misses nothing, and rejects good parts.
      await page.keyboard.press('Home');
      expect(await tally('misses')).toBe('0 / 6');
      expect(await tally('promise')).toBe('50 %');
      const box = await card().locator('.histogram').boundingBox();
      if (box === null) throw new Error('there is no histogram');
      await page.mouse.move(box.x + box.width * 0.1, box.y + 60);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width - 4, box.y + 60, { steps: 8 });
      await page.mouse.up();
      // No higher than the good images can promise.
      expect(Number.parseFloat(await tally('promise'))).toBeLessThan(3);
      await page.keyboard.press('Home');
      await slider.focus();
      await page.keyboard.press('Home');
      await card().getByRole('button', { name: 'Use this threshold' }).click();
      await expect
        .poll(async () => (await products()).find(({ name }) => name === 'Sample cap'))
        .toMatchObject({ falseRejectRate: 0.5 });
      await page.getByRole('button', { name: 'Use this threshold' }).waitFor({ state: 'detached' });
    });

    it('takes a threshold that is typed, promises no rate then, and goes back to the calibrated one', async () => {
      const own = async () => (await products()).find(({ name }) => name === 'Sample cap');
      const typed = card().getByLabel('Threshold, also typed');
      await typed.fill('9999');
      expect(await tally('misses')).toBe('6 / 6');
      expect(await tally('false-rejects')).toBe('0 / 6');
      expect(await tally('promise')).toBe('–');
      await card().getByText('A threshold set by hand promises no rate.').waitFor();
      await card().getByRole('button', { name: 'Undo' }).click();
      expect(await tally('promise')).toBe('50 %');
      await typed.fill('9999.5');
      await card().getByRole('button', { name: 'Use this threshold' }).click();
      await card().getByText('The threshold was set by hand: 9999.5.').waitFor();
      expect(await own()).toMatchObject({ threshold: 9999.5, falseRejectRate: 0.5 });
      // What the station decides from now on heeds it.
      const response = await station.ask(`inspect?product=${(await own())?.id}`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: new Uint8Array(await partPng(3, 'scratch')),
      });
      const { inspections } = (await response.json()) as InspectResult;
      expect(inspections[0]).toMatchObject({ threshold: 9999.5, verdict: 'nominal' });
      await lookOver('threshold-by-hand');
      await card().getByRole('button', { name: 'Back to the calibrated one' }).click();
      await card().getByTestId('by-hand').waitFor({ state: 'detached' });
      expect(await own()).toMatchObject({ threshold: null, falseRejectRate: 0.5 });
    });

    it('compares two versions on the same images before one is used', async () => {
      await page.getByRole('button', { name: 'Fit', exact: true }).click();
      await page.locator('.job[data-state="running"]').waitFor();
      await page.locator('.job[data-state="done"]').waitFor();
      await expect.poll(() => card().getByLabel('Compare with version').count()).toBe(1);
      await card().getByLabel('Compare with version').selectOption({ label: '1 (fitted)' });
      const rows = card().getByTestId('versions').locator('tbody tr');
      // The same images were learned: both judge alike, once each has judged them all.
      const figures = async () =>
        (await rows.allTextContents()).map((text) => text.replace(/^\d ?(in use)?/, ''));
      await expect
        .poll(async () => (await rows.allTextContents()).join())
        .toMatch(/^2 in use\d \/ 6\d \/ 6[\d.]+,1 \d \/ 6\d \/ 6[\d.]+$/);
      expect(new Set(await figures()).size).toBe(1);
      await card().getByText('Both judge every test image alike.').waitFor();
      await chromium.shot('threshold-versions');
      await card().getByRole('button', { name: 'Use this version: 1' }).click();
      await page.locator('tr[aria-current]', { hasText: '1 (fitted)' }).waitFor();
    });

    it('takes more test images, and gives them back', async () => {
      const drop = card().locator('.dropzone input').first();
      const [product] = (await products()).filter(({ name }) => name === 'Sample cap');
      const [image] = await call<{ sha256: string }[]>(
        station.ask,
        'GET',
        `products/${product.id}/images`,
      );
      const jpeg = await (await station.ask(`images/${image.sha256}?side=256`)).arrayBuffer();
      await drop.setInputFiles({
        name: 'new.jpg',
        mimeType: 'image/jpeg',
        buffer: Buffer.from(jpeg),
      });
      await card().getByText('13 test images').click();
      await expect.poll(() => tally('misses')).toMatch(/\/ 7$/);
      await card().getByRole('button', { name: 'Remove: new.jpg' }).click();
      await card().getByText('12 test images').waitFor();
      const known = { name: 'known.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(jpeg) };
      await card().locator('.dropzone input').nth(1).setInputFiles(known);
      await card().getByText('13 test images').waitFor();
      await card().getByRole('button', { name: 'Remove: known.jpg' }).click();
      await card().getByText('12 test images').waitFor();
      expect(chromium.wrong).toEqual([]);
    });

    it('tells the audit log in words, and an error in the language spoken', async () => {
      await page.getByLabel('Language').selectOption('de');
      await page.getByRole('link', { name: 'Einstellungen', exact: true }).click();
      await page.getByRole('cell', { name: 'Beispielprodukt angelegt' }).waitFor();
      await page.getByRole('cell', { name: 'dieser Rechner' }).first().waitFor();
      const said = await page.locator('tbody td:nth-child(3)').allTextContents();
      expect(said.filter((text) => /^[a-z]+\.[a-z]/i.test(text))).toEqual([]);
      const targets = await page.locator('tbody td:nth-child(4)').allTextContents();
      expect(targets.filter((text) => /[{}"]/.test(text))).toEqual([]);
      expect(targets.join()).toContain('Pseudoausschussrate: ');
      await page.getByRole('link', { name: 'Produkte', exact: true }).click();
      await page.getByLabel('Neues Produkt').fill('Empty');
      await page.getByRole('button', { name: 'Anlegen' }).click();
      await page.getByText('Den Namen „Empty“ gibt es schon').waitFor();
    });

    function products(): Promise<Product[]> {
      return call<Product[]>(station.ask, 'GET', 'products');
    }
  },
);
