import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Drawing, Job, Model, Product } from '../../../packages/station/src/web/types.ts';
import { breachesOf, browser, openConsole, sizes, type TestConsole } from './testConsole.ts';
import { call, createProduct, ended, startTestStation, type TestStation } from './testStation.ts';

describe.skipIf(browser === undefined)(
  'regions and settings in the console in Chromium (skipped without Chromium)',
  () => {
    let station: TestStation;
    let chromium: TestConsole;
    let page: Page;
    let product: Product;

    beforeAll(async () => {
      station = await startTestStation();
      product = await createProduct(station.ask, 'Tile', { fitted: false });
      chromium = await openConsole(sizes.desk);
      ({ page } = chromium);
      await page.goto(`${station.url}/#/setup`);
    });
    afterAll(async () => {
      await chromium.end();
      await station.end();
    });

    const canvas = () => page.getByTestId('canvas');
    const tool = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const shapes = () => page.locator('.shapes li');
    const drawn = async () =>
      (await (await station.ask(`products/${product.id}/region`)).json()) as Drawing;

    it('draws a rectangle, a polygon and a brush stroke into zones, and takes back step by step', async () => {
      await page.getByText('Nothing is drawn yet').waitFor();
      await drag(page, canvas(), [0.1, 0.1], [0.5, 0.6]);
      await page.locator('.zone', { hasText: 'Zone 1' }).waitFor();
      await page.getByRole('button', { name: 'Add a zone' }).click();
      await tool('Polygon');
      for (const at of [[0.6, 0.2], [0.9, 0.2], [0.75, 0.5]] as const) await click(page, canvas(), at); // prettier-ignore
      await page.getByRole('button', { name: 'Finish shape' }).click();
      await page.getByRole('button', { name: 'Ignored' }).click();
      await tool('Brush');
      await drag(page, canvas(), [0.2, 0.3], [0.4, 0.3]);
      expect(await shapes().count()).toBe(3);
      await chromium.shot('regions');
      await page.keyboard.press('z');
      await page.keyboard.press('z');
      expect(await shapes().count()).toBe(1);
      await page.getByRole('button', { name: 'Redo Y' }).click();
      await page.keyboard.press('y');
      expect(await shapes().count()).toBe(3);
    });

    it('names zones and gives each its rate, and keeps all of it for the next fit', async () => {
      await page.getByLabel('Name').first().fill('thread');
      await page.getByLabel('Name').first().press('Tab');
      const rate = page.getByLabel('False rejects, %').first();
      await rate.fill('0.5');
      await rate.press('Tab');
      await page.getByRole('button', { name: 'Save for the next fit' }).click();
      await page.getByText('The next fit uses this.').waitFor();
      const { height, width, zones, ignore } = await drawn();
      expect({ height, width }).toEqual({ height: 96, width: 112 });
      expect(zones.map(({ name, falseRejectRate }) => [name, falseRejectRate])).toEqual([
        ['thread', 0.005],
        ['Zone 2', null],
      ]);
      const [[[x0, y0], , [x1, y1]]] = zones[0].polygons;
      for (const [found, wanted] of [
        [x0, 11],
        [y0, 10],
        [x1, 56],
        [y1, 58],
      ] as const)
        // prettier-ignore
        expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1);
      expect(zones[1].polygons[0]).toHaveLength(3);
      expect(ignore.strokes).toHaveLength(1);
      await page.reload();
      await expect.poll(() => shapes().count()).toBe(3);
    });

    it('has what was drawn and not saved again after a reload and another page, until it is discarded', async () => {
      await tool('Rectangle');
      await drag(page, canvas(), [0.7, 0.7], [0.9, 0.9]);
      await expect.poll(() => shapes().count()).toBe(4);
      await page.reload();
      await page.getByText('What was drawn or set here and not saved is here again.').waitFor();
      expect(await shapes().count()).toBe(4);
      await page.getByRole('link', { name: 'History' }).click();
      await page.getByRole('heading', { name: /History/ }).waitFor();
      await page.goBack();
      await expect.poll(() => shapes().count()).toBe(4);
      await page.getByRole('button', { name: 'Discard' }).click();
      await expect.poll(() => shapes().count()).toBe(3);
      await page.reload();
      await expect.poll(() => shapes().count()).toBe(3);
      expect(await page.getByRole('button', { name: 'Discard' }).count()).toBe(0);
    });

    it('draws, moves and removes by keys alone', async () => {
      const button = page.getByRole('button', { name: 'Add a zone' });
      await button.focus();
      await page.keyboard.press('Enter');
      await canvas().focus();
      await page.keyboard.press('Enter');
      for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const added = page.locator('.zone', { hasText: 'Zone 1' }).locator('.shapes button').first();
      await added.waitFor();
      expect(await added.textContent()).toMatch(/^Rectangle 1\d × [23] at 56, 48$/);
      await added.focus();
      await page.keyboard.press('Enter');
      const left = page.getByLabel('Left');
      await left.fill('20');
      await left.press('Tab');
      expect(await added.textContent()).toContain('at 20, 48');
      await added.focus();
      await page.keyboard.press('Delete');
      await expect.poll(() => shapes().count()).toBe(3);
    });

    it('moves a shape and a corner of it by the pointer', async () => {
      await tool('Select');
      await drag(page, canvas(), [0.15, 0.55], [0.2, 0.6]);
      await page.locator('.handle').nth(3).waitFor({ state: 'attached' });
      await drag(page, canvas(), [0.547, 0.655], [0.6, 0.7]);
      const text = await shapes().first().locator('button').first().textContent();
      const [width, height, x, y] = (text ?? '').match(/\d+/g)?.map(Number) ?? [];
      for (const [found, wanted] of [
        [width, 51],
        [height, 52],
        [x, 16],
        [y, 15],
      ] as const)
        // prettier-ignore
        expect(Math.abs(found - wanted)).toBeLessThanOrEqual(2);
    });

    it('shows what the network will see, of a preset, in another shape, and in tiles', async () => {
      const view = page.getByTestId('network-view');
      const measures = () =>
        view.evaluate((own) => [Reflect.get(own, 'width'), Reflect.get(own, 'height')] as unknown);
      expect(await measures()).toEqual([96, 96]);
      await page.getByText('The settings are those of no preset.').waitFor();
      await page.getByLabel('Fast').check();
      await expect.poll(measures).toEqual([160, 160]);
      expect(await page.getByLabel('As in the paper').isDisabled()).toBe(true);
      await page.getByLabel('Images of another shape').selectOption('keep');
      await expect.poll(measures).toEqual([186, 160]);
      await page.getByLabel('Size of the input').selectOption('512');
      await page.getByLabel('In tiles').selectOption('256');
      await expect.poll(measures).toEqual([597, 512]);
      await page.getByLabel('Parts move slightly').check();
      await chromium.shot('settings');
      await page.getByLabel('In tiles').selectOption('');
      await page.getByLabel('Parts move slightly').uncheck();
      await page.getByLabel('Light varies').check();
      await page.getByLabel('Size of the input').selectOption('128');
      await page.getByRole('button', { name: 'Save and fit' }).click();
      await page.locator('.job[data-state="done"]').waitFor();
      const { config } = await call<Product>(station.ask, 'GET', `products/${product.id}`);
      const plain = { resize: 128, fit: 'keep', tile: null, align: false };
      expect(config).toMatchObject({ ...plain, normalizeExposure: true });
    });

    it('shows what a version was fitted with, and takes it again', async () => {
      const first = await drawn();
      const roi = { height: 96, width: 112, zones: [], ignore: { strokes: [{ radius: 9, points: [[20, 20]] }] } }; // prettier-ignore
      const config = { roi, resize: { height: 96, width: 96 }, fit: 'stretch' };
      await call(station.ask, 'PATCH', `products/${product.id}`, { config });
      const { id } = await call<Job>(station.ask, 'POST', `products/${product.id}/fit`);
      expect(await ended(station.ask, id)).toMatchObject({ state: 'done' });
      await page.goto(`${station.url}/#/products`);
      await page.reload();
      const row = page.getByRole('row', { name: /^1 / });
      await row.getByRole('link', { name: 'Regions and settings' }).click();
      await page.getByText('that version 1 was fitted with').waitFor();
      await expect.poll(() => shapes().count()).toBe(3);
      expect(await page.getByLabel('Size of the input').isDisabled()).toBe(true);
      await chromium.shot('version-settings');
      await page.getByRole('link', { name: 'Show those of the next fit' }).click();
      await page.getByRole('button', { name: 'Save for the next fit' }).waitFor();
      await page.goBack();
      await page.getByRole('button', { name: 'Take them for the next fit' }).click();
      await page.getByRole('button', { name: 'Save for the next fit' }).waitFor();
      await expect.poll(() => shapes().count()).toBe(3);
      expect(await drawn()).toEqual(first);
      const models = await call<Model[]>(station.ask, 'GET', `models?product=${product.id}`);
      expect(models.map((model) => model.config?.resize)).toEqual([{ height: 96, width: 96 }, 128]);
    });

    it('chooses, changes and removes by buttons, and shows other images', async () => {
      const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
      const zones = () => page.locator('.zone').count();
      const before = await zones();
      await tool('Hand');
      await tool('Brush');
      await page.getByLabel(/^Brush, \d+ pixels wide/).fill('5');
      await press(/^Zone 2/);
      await press(/^Rectangle \d+/);
      for (const [label, value] of [
        ['Top', '20'],
        ['Width', '30'],
        ['Height', '25'],
      ] as const) {
        await page.getByLabel(label, { exact: true }).fill(value);
        await page.getByLabel(label, { exact: true }).press('Tab');
      }
      await page.getByText(/^Rectangle 30 × 25 at \d+, 20$/).waitFor();
      await press('Remove shape');
      await expect.poll(() => shapes().count()).toBe(2);
      await press(/^Remove: Polygon/);
      await press(/^Remove: Brush/);
      await expect.poll(() => shapes().count()).toBe(0);
      await page.getByLabel('Look only where the part is').check();
      await page.getByLabel('Look only where the part is').uncheck();
      await press('Remove zone: thread');
      await expect.poll(zones).toBe(before - 1);
      await press('Undo Z');
      await expect.poll(zones).toBe(before);
      for (const preset of ['Balanced', 'Fast']) await page.getByLabel(preset).check();
      const images = page.locator('.strip button');
      await images.nth(1).click();
      await page.locator('.strip li:nth-child(2) [aria-current]').waitFor();
      await page.reload();
      await press('Discard');
      await expect.poll(() => shapes().count()).toBe(3);
      expect(await drawn()).toMatchObject({ height: 96 });
    });

    it.each(Object.entries(sizes))(
      'is whole and legible at the size of a %s',
      async (name, size) => {
        await page.setViewportSize(size);
        for (const theme of ['light', 'dark'] as const) {
          await page.evaluate(`localStorage.setItem('theme', '${theme}')`);
          await page.reload();
          await canvas().waitFor();
          await page.getByTestId('network-view').waitFor();
          expect(await breachesOf(page), theme).toEqual([]);
          const wide = 'document.documentElement.scrollWidth - innerWidth';
          expect(await page.evaluate<number>(wide)).toBeLessThanOrEqual(0);
          await chromium.shot(`setup-${name}-${theme}`);
        }
      },
    );

    it('has met no error in its scripts', () => {
      expect(chromium.wrong).toEqual([]);
    });
  },
);

type Place = readonly [x: number, y: number];

/** Places are shares of an element's sides. */
async function drag(page: Page, element: Locator, from: Place, to: Place): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  const at = await placesIn(element);
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]));
  await page.mouse.move(...at(to));
  await page.mouse.up();
}

async function click(page: Page, element: Locator, place: Place): Promise<void> {
  await page.mouse.click(...(await placesIn(element))(place));
}

async function placesIn(element: Locator): Promise<(place: Place) => [number, number]> {
  const box = await element.boundingBox();
  if (box === null) throw new RangeError('the element is not shown');
  return ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
}
