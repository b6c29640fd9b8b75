import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatePart } from '../../../src/demo/index.ts';
import { encodePng } from '../../../src/image/index.ts';
import { breachesOf, browser, openConsole, type TestConsole } from './testConsole.ts';
import { startTestStation, type TestStation } from './testStation.ts';
import { hangMs } from '../../hangMs.ts';

describe.skipIf(browser === undefined)('the console in Chromium (skipped without Chromium)', () => {
  let folder = '';
  let station: TestStation;
  let chromium: TestConsole;
  let page: Page;
  let wrong: string[] = [];

  beforeAll(async () => {
    station = await startTestStation();
    chromium = await openConsole();
    ({ page, folder } = chromium);
    wrong = chromium.wrong;
    page.on('console', (message) => {
      // The page finds out whether a product has a report by requesting it.
      const isMissingReport = message.location().url.endsWith('/report');
      if (message.type() === 'error' && !isMissingReport) wrong.push(message.text());
    });
    await page.goto(station.url);
  });
  afterAll(async () => {
    await chromium.end();
    await station.end();
  });

  /** Writes one part as a file to choose. */
  async function part(index: number, change: (data: Uint8Array) => void = () => undefined) {
    const { image } = generatePart({
      category: 'cap',
      seed: 5,
      index,
      height: 128,
      width: 128,
      defect: null,
    });
    change(image.data);
    const path = join(folder, `part-${index}.png`);
    await writeFile(path, await encodePng(image));
    return path;
  }

  it('creates a product from 20 parts and shows the fit until it is done', async () => {
    await page.getByLabel('New product').fill('Cap, blue');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Cap, blue' }).waitFor();
    const parts = await Promise.all(Array.from({ length: 20 }, (_, i) => part(i)));
    await page.locator('.dropzone input').setInputFiles(parts);
    await page.getByText('20 added').waitFor();
    await page.getByRole('button', { name: 'Fit', exact: true }).click();
    await page.locator('.job[data-state="running"]').waitFor();
    await chromium.shot('1-fitting');
    await page.locator('.job[data-state="done"]').waitFor();
    await page.getByRole('heading', { name: 'Calibration' }).waitFor();
    await page.getByText('20 images resolve a rate of').waitFor();
    await page.locator('.chart canvas').waitFor();
    await chromium.shot('2-fitted');
  });

  it('tries sizes of the input in one click, and sets the one that is chosen', async () => {
    await page.getByRole('button', { name: 'Try sizes' }).click();
    const sizes = page.getByTestId('sizes');
    await sizes.waitFor();
    const texts = await sizes.locator('tbody tr').allTextContents();
    expect(texts.map((text) => text.split(/(?<=\d) ?[01]\./)[0]).toSorted()).toEqual([
      ...['128 × 128', '192 × 192', '256 × 256', '320 × 320'],
    ]);
    for (const text of texts) expect(text).toMatch(/× \d{3}[01]\.\d{3}/);
    await chromium.shot('2-sizes');
    await sizes.getByRole('row', { name: '256 × 256' }).getByRole('button').click();
    await page.getByText('The next fit uses 256 × 256.').waitFor();
  });

  it('passes a good part and rejects a stained one, with its map and region', async () => {
    await page.getByRole('link', { name: 'Inspect' }).click();
    await page.locator('.dropzone input').setInputFiles(await part(30));
    await page.locator('.inspection .verdict.nominal').waitFor();
    await chromium.shot('3-nominal');
    await page.locator('.dropzone input').setInputFiles(await part(31, stain));
    await page.locator('.inspection .verdict.anomalous').waitFor();
    await page.locator('.stage polygon').first().waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Map', exact: true }).click();
    await page.locator('.color-bar').waitFor();
    const map = page.locator('.stage .map');
    await expect
      .poll(() => map.evaluate((image) => Reflect.get(image, 'naturalWidth') as number), {
        timeout: hangMs,
      })
      .toBe(128);
    await page.getByLabel('Map opacity').fill('0.9');
    expect(await map.evaluate((image: { style: { opacity: string } }) => image.style.opacity)).toBe(
      '0.9',
    );
    await chromium.shot('4-anomalous');
  });

  it('shows at once what another rate would reject', async () => {
    const count = page.getByTestId('would-reject');
    expect(await count.textContent()).toBe('1 of the last 2 would be rejected');
    await page.getByLabel('What if the rate were').fill(String(Math.log(0.3)));
    expect(await count.textContent()).toMatch(/^[12] of the last 2 would be rejected$/);
  });

  it('takes pictures from a camera', async () => {
    await page.getByRole('button', { name: 'Camera' }).click();
    await page.locator('.camera video').waitFor();
    await expect
      .poll(() =>
        page.locator('video').evaluate((video) => Reflect.get(video, 'videoWidth') as number),
      )
      .toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Take picture' }).click();
    await page.locator('.headline', { hasText: 'camera.jpg' }).waitFor();
    // The picture of a camera has another shape than the parts.
    await page.getByTestId('warning').filter({ hasText: 'another ratio of width' }).waitFor();
    await chromium.shot('5-camera');
    await page.getByRole('button', { name: 'Stop camera' }).click();
  });

  it('learns from a false reject: the update changes the verdict, and can be rolled back', async () => {
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByLabel('Verdict').selectOption('anomalous');
    await page.getByRole('button', { name: /part-31/ }).click();
    await page.getByRole('button', { name: 'This is good' }).click();
    await page.getByText('false reject · this machine').waitFor();
    await chromium.shot('6-review');
    await page.getByRole('link', { name: 'Products' }).click();
    await page.getByText('Images that wait for the next update: 1').waitFor();
    await page.getByRole('button', { name: 'Update model' }).click();
    const comparison = page.getByTestId('comparison');
    await comparison.waitFor();
    // It learned the only image that was reviewed: that it judges it otherwise proves nothing.
    await comparison.getByText('Learned by this update, and so no test of it: 1.').waitFor();
    await comparison.getByText('1 learned by this update').click();
    await comparison.getByText('part-31.png').waitFor();
    await chromium.shot('7-updated');

    await page.getByRole('link', { name: 'Inspect' }).click();
    await page.getByText('The model in use has judged none of them yet').waitFor();
    await page.getByRole('button', { name: 'Judge them again with this model' }).click();
    await page.locator('.wall .tile.nominal', { hasText: 'part-31' }).waitFor();
    await page.locator('.notice').waitFor({ state: 'detached' });
    await page.locator('.dropzone input').setInputFiles(await part(31, stain));
    await page.locator('.inspection .verdict.nominal').waitFor();
    await chromium.shot('8-changed-verdict');

    await page.getByRole('link', { name: 'Products' }).click();
    await page.getByRole('button', { name: 'Roll back' }).click();
    await page.locator('tr[aria-current]', { hasText: 'fitted' }).waitFor();
    // Every list is that of the model in use now.
    await page.getByText('Images that wait for the next update: 1').waitFor();
    await expect
      .poll(() => page.getByRole('button', { name: 'Update model' }).isEnabled())
      .toBe(true);
    expect(await comparison.count()).toBe(0);
    await page
      .getByRole('row', { name: /updated/ })
      .getByRole('button', { name: 'Use' })
      .click();
    await page.locator('tr[aria-current]', { hasText: 'updated' }).waitFor();
    await expect
      .poll(() => page.getByRole('button', { name: 'Update model' }).isEnabled())
      .toBe(false);
    await page.getByRole('button', { name: 'Roll back' }).click();
    await page.locator('tr[aria-current]', { hasText: 'fitted' }).waitFor();
  });

  it('says how far light and camera may change, by good images that the model has not learned', async () => {
    await page.getByRole('button', { name: 'Tolerance of light and camera' }).click();
    const stress = page.getByTestId('stress');
    await stress.waitFor();
    // The part that was taken for good is the only one, and it is rejected as it is.
    await stress.getByText('1 of 1 unchanged images are rejected').waitFor();
    expect(await stress.locator('tbody tr').count()).toBe(13);
    await stress.getByRole('row', { name: 'darker corners' }).waitFor();
    await chromium.shot('9-stress');
  });

  it('shows the line live: a part that is inspected elsewhere appears by itself', async () => {
    await page.getByRole('link', { name: 'Live' }).click();
    await page.locator('.wall li').nth(3).waitFor();
    const before = await page.locator('.wall li').count();
    const [product] = (await (await station.ask('products')).json()) as { id: string }[];
    const { image } = generatePart({
      category: 'cap',
      seed: 5,
      index: 40,
      height: 128,
      width: 128,
      defect: null,
    });
    await station.ask(`inspect?product=${product.id}`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(await encodePng(image)),
    });
    await page.locator('.wall li').nth(before).waitFor();
    await page.getByText('No sign of it in').waitFor();
    await page.getByText('No more than expected').waitFor();
    await chromium.shot('9-live');
    stain(image.data);
    const stained = new Uint8Array(await encodePng(image));
    for (let rejects = 0; rejects < 10; rejects++)
      await station.ask(`inspect?product=${product.id}`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: stained,
      });
    await page.getByText(/^\d+ of the last \d+ rejected; .+ of good parts was promised/).waitFor();
    await chromium.shot('9-live-rejects');
  });

  it('screens the good images, applies a rate, and takes a model out and in again', async () => {
    await page.locator('.alarm-line').getByRole('button', { name: 'Acknowledge' }).first().click();
    for (const name of ['Review', "Operator's screen", 'Report', 'Settings', 'Alarms']) {
      await page.locator('nav').getByRole('link', { name, exact: true }).click();
      await page.locator('h1, h2').first().waitFor();
      await page.goBack();
    }
    await page.getByRole('link', { name: 'Products' }).click();
    await page.getByRole('button', { name: 'Screen good images' }).click();
    await page.locator('.job[data-state="done"]').waitFor();
    await page.getByText('Ranks the good images by how strange').waitFor();
    const threshold = page.getByTestId('rate-threshold');
    const before = await threshold.textContent();
    await page.getByLabel('False-reject rate').fill(String(Math.log(0.2)));
    await expect.poll(() => threshold.textContent()).not.toBe(before);
    await page.getByRole('button', { name: 'Apply this rate' }).click();
    const products = async () =>
      (await (await station.ask('products')).json()) as { falseRejectRate: number }[];
    await expect.poll(async () => (await products())[0].falseRejectRate).toBe(0.2);
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).first().click();
    const model = join(folder, 'model.nominal');
    await (await saved).saveAs(model);
    await page.getByLabel('Upload a model').setInputFiles(model);
    await page.getByRole('cell', { name: /uploaded.*in use/ }).waitFor();
  });

  it('removes a product after a question', async () => {
    await page.getByLabel('New product').fill('Soon gone');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Soon gone' }).waitFor();
    await page.getByRole('button', { name: 'Remove product' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Remove product' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('heading', { name: 'Cap, blue' }).waitFor();
  });

  it('speaks Chinese, turns dark, fits a tablet held upright, and is reached by keyboard', async () => {
    await page.setViewportSize({ width: 768, height: 1024 });
    await page.getByLabel('Language').selectOption('zh');
    await page.getByRole('link', { name: '实时' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN');
    await page.getByRole('button', { name: '浅色或深色' }).click();
    await page.getByRole('button', { name: '浅色或深色' }).click();
    await chromium.shot('10-dark-chinese');
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(wide).toBeLessThanOrEqual(0);
    await page.reload();
    await page.getByRole('link', { name: '实时' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('产品');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '校准' }).waitFor();
  });

  it.each([
    ['dark', 'Language', 'en'],
    ['light', '语言', 'zh-CN'],
    ['light', 'Sprache', 'de'],
    ['dark', '言語', 'ja'],
  ])(
    'shows each page in %s colors (%s) whole on a tablet, legible, and reached by keyboard',
    async (theme, label, tongue) => {
      await page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light' });
      await page.evaluate(`localStorage.clear(); localStorage.setItem('theme', '${theme}')`);
      await page.evaluate(`localStorage.setItem('language', '${tongue.slice(0, 2)}')`);
      for (const name of [
        'products',
        'inspect',
        'history',
        'review',
        'live',
        'alarms',
        'report',
        'settings',
      ]) {
        await page.goto(`${station.url}/#/${name}`);
        await page.reload();
        await page.getByLabel(label, { exact: true }).waitFor();
        await page.locator('main .card, main h1, main h2').first().waitFor();
        await chromium.shot(`walk-${name}-${theme}-${tongue}`);
        const found = await page.evaluate<{ nameless: string[]; wide: number; lang: string }>(
          lookOver,
        );
        expect(found, name).toEqual({ nameless: [], wide: 0, lang: tongue });
        expect.soft(await breachesOf(page), name).toEqual([]);
        const reached = await tabThrough();
        expect(reached.hidden, name).toEqual([]);
        expect(reached.count, name).toBeGreaterThan(8);
      }
    },
  );

  /** Moves the focus from control to control until the first one again. */
  async function tabThrough(): Promise<{ count: number; hidden: string[] }> {
    const hidden: string[] = [];
    for (let count = 0; ; count++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate<{ again: boolean; seen: boolean; what: string } | null>(
        lookAtFocus,
      );
      if (focused === null || focused.again) return { count, hidden };
      if (!focused.seen) hidden.push(focused.what);
    }
  }

  it('has met no error and loaded nothing from elsewhere', () => {
    expect(wrong).toEqual([]);
  });
});

/** Runs in the page: finds controls without a name, pixels beyond the right edge, and the language. */
const lookOver = `(() => {
  const isNamed = (control) =>
    control.hasAttribute('aria-label') || control.hasAttribute('alt') ||
    control.textContent.trim() !== '' || (control.labels?.length ?? 0) > 0;
  const controls = [...document.querySelectorAll('button, input, select, textarea, a[href], img')];
  return {
    nameless: controls.filter((control) => !isNamed(control)).map((control) => control.outerHTML),
    wide: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    lang: document.documentElement.lang,
  };
})()`;

/** Runs in the page: whether the focused element or its container shows the focus. */
const lookAtFocus = `(() => {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return null;
  const again = focused.hasAttribute('data-walked');
  focused.setAttribute('data-walked', '');
  const holders = [focused, focused.parentElement, focused.parentElement?.parentElement];
  const isOutlined = (element) => element && getComputedStyle(element).outlineStyle !== 'none';
  return { again, seen: holders.some(isOutlined), what: focused.outerHTML.slice(0, 200) };
})()`;

/** A part with a dark blot in the middle. */
function stain(data: Uint8Array): void {
  for (let y = 50; y < 78; y++) {
    for (let x = 50; x < 78; x++) {
      const inside = (y - 64) ** 2 + (x - 64) ** 2 < 150;
      if (inside) data.fill(30, (y * 128 + x) * 3, (y * 128 + x) * 3 + 3);
    }
  }
}
