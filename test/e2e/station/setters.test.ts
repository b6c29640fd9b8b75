import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Calibration, Job, Product } from '../../../packages/station/src/web/types.ts';
import { quickOptions } from '../parts.ts';
import { browser, openConsole, type TestConsole } from './testConsole.ts';
import { call, ended, formOf, partPng, startTestStation, type TestStation } from './testStation.ts';

/** A bright fiber on the fifth of the good parts, which are 112 × 96 pixels. */
const fiber = { left: 20, top: 60, width: 40, height: 4 };

async function withFiber(png: Buffer): Promise<Buffer> {
  const bright = { create: { ...fiber, channels: 3 as const, background: '#ffffff' } };
  const input = await sharp(bright).png().toBuffer();
  return sharp(png)
    .composite([{ input, left: fiber.left, top: fiber.top }])
    .png()
    .toBuffer();
}

describe('what sets the threshold', () => {
  let station: TestStation;
  let product: Product;

  beforeAll(async () => {
    station = await startTestStation();
    product = await call<Product>(station.ask, 'POST', 'products', {
      name: 'Tile',
      config: quickOptions,
    });
    const parts = await Promise.all(Array.from({ length: 16 }, (_, i) => partPng(i)));
    parts[4] = await withFiber(parts[4]);
    await station.ask(`products/${product.id}/images`, { method: 'POST', body: formOf(parts) });
    await fit();
  });
  afterAll(() => station.end());

  async function fit(): Promise<void> {
    const { id } = await call<Job>(station.ask, 'POST', `products/${product.id}/fit`);
    expect((await ended(station.ask, id)).state).toBe('done');
  }

  const calibration = () =>
    call<Calibration>(station.ask, 'GET', `products/${product.id}/calibration`);

  it('is told with the calibration: the image with a fiber, the place, and the threshold without it', async () => {
    const { setters, threshold, thresholdWithoutAll, heldRate, imagesNeeded } = await calibration();
    expect(heldRate).toBe(1 / 17);
    expect(imagesNeeded).toBe(99);
    expect(setters).toHaveLength(1);
    const [{ sha256, score, place, thresholdWithout }] = setters;
    const images = await call<{ sha256: string; name: string }[]>(
      station.ask,
      'GET',
      `products/${product.id}/images`,
    );
    expect(images.find((image) => image.sha256 === sha256)?.name).toBe('part-4.png');
    expect(score).toBe(threshold);
    expect(thresholdWithout).toBeLessThan(threshold);
    expect(thresholdWithoutAll).toBe(thresholdWithout);
    expect(place?.image).toEqual({ height: 96, width: 112 });
    const { x = 0, y = 0, width = 0, height = 0 } = place?.box ?? {};
    // The highest patches lie on the fiber.
    expect(x).toBeLessThan(fiber.left + fiber.width);
    expect(x + width).toBeGreaterThan(fiber.left);
    expect(y).toBeLessThan(fiber.top + fiber.height);
    expect(y + height).toBeGreaterThan(fiber.top);
  });

  it('rises with the rate: more images set it', async () => {
    await call(station.ask, 'PATCH', `products/${product.id}`, { falseRejectRate: 0.15 });
    // 0.15 · 17 = 2.55.
    expect((await calibration()).setters).toHaveLength(3);
    await call(station.ask, 'PATCH', `products/${product.id}`, { falseRejectRate: 0.01 });
  });

  describe.skipIf(browser === undefined)('in the console (skipped without Chromium)', () => {
    let chromium: TestConsole;
    let page: Page;

    beforeAll(async () => {
      chromium = await openConsole();
      ({ page } = chromium);
      await page.goto(`${station.url}/#/products`);
    });
    afterAll(() => chromium.end());

    it('is a card with the place marked, where the image is kept or taken out', async () => {
      const card = page.getByTestId('setters');
      await card.getByRole('heading', { name: 'What sets the threshold' }).waitFor();
      await card.getByRole('img', { name: 'part-4.png' }).waitFor();
      const marked = await card.locator('rect').boundingBox();
      expect(marked?.width).toBeGreaterThan(5);
      await card.getByText(/ without it$/).waitFor();
      await page.waitForLoadState('networkidle');
      await chromium.shot('setters');

      await card.getByRole('button', { name: 'Keep' }).click();
      await card.getByText('kept').waitFor();
      expect(await card.getByRole('button').count()).toBe(0);

      await page.reload();
      await card.getByRole('button', { name: 'Remove' }).click();
      await card.getByText('taken out').waitFor();
      await page.getByRole('heading', { name: 'Good images 15' }).waitFor();

      const before = (await calibration()).threshold;
      await page.getByRole('button', { name: 'Fit', exact: true }).click();
      await page.locator('.job[data-state="done"]').waitFor();
      await expect.poll(async () => (await calibration()).threshold).toBeLessThan(before);
      expect(chromium.wrong).toEqual([]);
    });
  });
});
