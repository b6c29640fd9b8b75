import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  BinItem,
  Inspection,
  Model,
  Product,
  Token,
  TrainingImage,
} from '../../../packages/station/src/web/types.ts';
import { exampleInspection } from '../../store/examples.ts';
import { camera, writeFrames } from './testCamera.ts';
import {
  holdAnswers,
  breachesOf,
  browser,
  openConsole,
  sizes,
  type TestConsole,
} from './testConsole.ts';
import {
  call,
  createProduct,
  ended,
  partPng,
  startTestStation,
  type TestStation,
} from './testStation.ts';

/** Decisions of the large history. */
const MANY = 1000;

describe.skipIf(browser === undefined)(
  'history, viewer and waste bin in the console in Chromium (skipped without Chromium)',
  () => {
    let folder = '';
    let station: TestStation;
    let chromium: TestConsole;
    let page: Page;
    let product: Product;
    /** Has a long history. */
    let long: Product;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-history-'));
      const line = camera(
        'line',
        await writeFrames(folder),
        {},
        {
          ...{ product: 'Tile', trigger: { on: 'http' }, deadlineMs: 60_000 },
        },
      );
      station = await startTestStation({ sources: [line] });
      product = await createProduct(station.ask, 'Tile');
      long = await call<Product>(station.ask, 'POST', 'products', { name: 'Long' });
      for (let i = 0; i < 6; i++) {
        const bytes = await partPng(100 + i, i % 2 === 0 ? 'scratch' : null);
        const name = i % 2 === 0 ? `Scratch-${i}.png` : `good_${i}.png`;
        const response = await station.ask(`inspect?product=${product.id}&name=${name}`, {
          method: 'POST',
          headers: { 'content-type': 'image/png' },
          body: new Uint8Array(bytes),
        });
        if (!response.ok) throw new Error(await response.text());
      }
      await fill(long);
      chromium = await openConsole(sizes.desk);
      ({ page } = chromium);
      await page.goto(station.url);
    });
    afterAll(async () => {
      await chromium.end();
      await station.end();
      await rm(folder, { recursive: true });
    });

    /** Decisions on images of the other product, as if they had been made. */
    async function fill({ id: productId }: Product): Promise<void> {
      const images = await call<TrainingImage[]>(
        station.ask,
        'GET',
        `products/${product.id}/images`,
      );
      const decisions = Array.from({ length: MANY }, (_, i) =>
        exampleInspection({
          productId,
          sha256: images[i % images.length].sha256,
          name: `line-${String(i).padStart(4, '0')}.png`,
          imageScore: 1 + ((i * 7919) % MANY) / MANY,
        }),
      );
      await station.station.store.inspections.add(decisions);
    }

    async function show(path: string, { id }: Product): Promise<void> {
      await page.goto(`${station.url}/#/${path}`);
      await page.locator('.chooser select').selectOption(id);
    }

    async function decisions(): Promise<readonly Inspection[]> {
      const path = `inspections?product=${product.id}&limit=100`;
      return (await call<{ inspections: Inspection[] }>(station.ask, 'GET', path)).inspections;
    }

    const captions = () => page.locator('.wall .caption').allTextContents();

    it('finds decisions by a part of their file name, sorts and counts them, and keeps that in the address', async () => {
      await show('history', product);
      await page.getByTestId('counts').getByText('6 decisions').waitFor();
      await page.getByLabel('File name').fill('scratch');
      await page.getByTestId('counts').getByText('3 decisions').waitFor();
      await page.getByLabel('Order').selectOption('highest');
      await expect.poll(() => page.url()).toContain('order=highest');
      await page.reload();
      await page.getByTestId('counts').getByText('3 decisions').waitFor();
      await expect.poll(async () => (await captions()).length).toBe(3);
      const scores = (await captions()).map((text) => Number.parseFloat(text));
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      expect((await captions()).every((text) => text.includes('Scratch-'))).toBe(true);
      await page.goBack();
      await expect.poll(() => page.url()).not.toContain('order=');
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.getByTestId('counts').getByText('6 decisions').waitFor();
    });

    it('reviews many at once, and takes that back', async () => {
      await page.getByRole('button', { name: 'Select several' }).click();
      const tiles = page.locator('.wall .tile');
      await tiles.nth(0).click();
      await tiles.nth(2).click({ modifiers: ['Shift'] });
      await page.getByText('3 selected').waitFor();
      await page.getByRole('button', { name: '✓ Good' }).click();
      await page.getByText('3 reviewed.').waitFor();
      await chromium.shot('bulk');
      const good = (await decisions()).slice(0, 3);
      for (const { verdict, review } of good)
        expect(review).toBe(verdict === 'nominal' ? 'confirmed' : 'falseReject');
      await page.getByTestId('counts').getByText('3 not reviewed').waitFor();
      await page.locator('.undo').getByRole('button', { name: 'Undo' }).click();
      await page.getByTestId('counts').getByText('6 not reviewed').waitFor();
      expect((await decisions()).every(({ review }) => review === null)).toBe(true);
    });

    it('keeps kinds of defects with decisions, and shows which are the most frequent', async () => {
      const kind = page.getByLabel('Kind of defect');
      const tiles = page.locator('.wall .tile', { hasText: 'Scratch' });
      for (const i of [0, 1]) await tiles.nth(i).click();
      await kind.fill('scratch');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByText('2 reviewed.').waitFor();
      await page.getByRole('button', { name: 'End selection' }).click();
      await tiles.nth(0).click();
      await page.locator('.viewer').waitFor();
      await kind.fill('edge broken');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.locator('.tags button[aria-pressed="true"]').nth(1).waitFor();
      await page.keyboard.press('Escape');
      const rows = page.getByTestId('pareto').locator('li');
      await rows.nth(1).waitFor();
      expect(await rows.allTextContents()).toEqual([
        'scratch2, 67 % of all so far',
        'edge broken1, 100 % of all so far',
      ]);
      await rows.getByRole('button', { name: 'edge broken' }).click();
      await page.getByTestId('counts').getByText('1 decisions').waitFor();
      expect(page.url()).toContain('tag=edge+broken');
      await chromium.shot('pareto');
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.getByTestId('counts').getByText('6 decisions').waitFor();
    });

    it('loses nothing that is said faster than the station answers', async () => {
      await page.goto(`${station.url}/#/review`);
      const place = page.locator('.queue .name');
      await place.waitFor();
      const first = await place.textContent();
      const letGo = await holdAnswers(page, /\/review$/);
      for (const key of ['g', 'd']) await page.keyboard.press(key);
      await page.getByTestId('reviewed-count').getByText('2 / 6').waitFor();
      await letGo();
      const reviewed = async () => (await decisions()).filter(({ review }) => review !== null);
      await expect.poll(async () => (await reviewed()).length).toBe(2);
      for (const key of ['z', 'z']) await page.keyboard.press(key);
      await expect.poll(() => place.textContent()).toBe(first);
      await expect.poll(async () => (await reviewed()).length).toBe(0);

      const [{ id }, { id: beside, name }] = await decisions();
      await page.goto(`${station.url}/#/history/${id}`);
      await page.locator('.tags button').nth(1).waitFor();
      const release = await holdAnswers(page, /\/review$/);
      const before = (await decisions())[0].tags;
      await page.getByRole('button', { name: 'Verdict is right' }).click();
      for (const key of ['1', '2']) await page.keyboard.press(key);
      await page.getByLabel('Comment').fill('seen twice');
      await page.keyboard.press('Tab');
      await page.getByRole('button', { name: /Next/ }).click();
      await page.locator('.viewer .name', { hasText: name }).waitFor();
      await release();
      // The answers are of another decision than the one that is open now.
      await expect.poll(async () => (await decisions())[0].review).toBe('confirmed');
      const wanted = ['scratch', 'edge broken'].filter((tag) => !before.includes(tag)).toSorted();
      await expect.poll(async () => (await decisions())[0].tags.toSorted()).toEqual(wanted);
      expect(await page.locator('.viewer .name').textContent()).toBe(name);
      expect(page.url()).toContain(`/history/${beside}`);
      await page.goBack();
      expect(await page.getByLabel('Comment').inputValue()).toBe('seen twice');
      await page.getByLabel('Comment').fill('');
      await page.getByRole('button', { name: 'Take back' }).click();
      for (const key of ['1', '2']) await page.keyboard.press(key);
      await expect.poll(async () => (await decisions())[0]).toMatchObject({ review: null });
      await expect.poll(async () => (await decisions())[0].tags).toEqual(before);
      await page.keyboard.press('Escape');
    });

    it('searches by two fields that are filled without a pause', async () => {
      await page.getByLabel('File name').fill('Scratch');
      await page.getByLabel('Part number').fill('none');
      // A page that is busy for a while makes both searches one right after the other.
      await page.evaluate(() => {
        const end = performance.now() + 1000;
        while (performance.now() < end);
      });
      await expect.poll(() => page.url()).toMatch(/name=Scratch&part=none/);
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.getByTestId('counts').getByText('6 decisions').waitFor();
    });

    it('shows a decision beside the nearest good image, by its name, and goes to a region', async () => {
      await page.locator('.wall .tile', { hasText: 'Scratch-4' }).click();
      await page.locator('.viewer').waitFor();
      await page.getByRole('button', { name: 'Beside the nearest good image' }).click();
      const beside = page.getByTestId('good-beside');
      await beside.getByText(/^Nearest good image: part-\d+\.png$/).waitFor();
      await page.getByTitle('Go to this region').first().click();
      const transforms = () =>
        page
          .locator('.viewer .pan')
          .evaluateAll((pans) => pans.map((pan) => Reflect.get(pan, 'style').transform));
      await expect.poll(async () => (await transforms())[0]).not.toContain('scale(1)');
      const [own, good] = await transforms();
      expect(good).toBe(own);
      await chromium.shot('beside');
      await page.keyboard.press('n');
      await beside.waitFor({ state: 'detached' });
      await page.keyboard.press('m');
      await page.locator('.stage .map').waitFor();
      await page.keyboard.press('m');
    });

    it('does by buttons what it does by keys, in the viewer and in the review', async () => {
      const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
      const scale = () =>
        page
          .locator('.viewer .pan')
          .first()
          .evaluate((pan) => Reflect.get(pan, 'style').transform);
      await press('Image alone');
      await page.locator('.stage svg').waitFor({ state: 'detached' });
      await press('Map');
      await page.locator('.stage .map').waitFor();
      await press('Outlines');
      await page.locator('.stage svg').waitFor({ state: 'attached' });
      await press('Whole');
      await press('Zoom in');
      await expect.poll(scale).toContain('scale(1.5)');
      await press('Zoom out');
      await expect.poll(scale).toContain('scale(1)');
      await chromium.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await press('Copy link');
      await expect
        .poll(() => page.evaluate<string>('navigator.clipboard.readText()'))
        .toMatch(/#\/history\/\d+$/);
      await press('Verdict is right');
      await page.getByText('confirmed · this machine').waitFor();
      await press('Take back');
      await press('Close');
      await page.locator('.wall .tile.nominal').first().click();
      await press('This is defective');
      await page.getByText('missed defect · this machine').waitFor();
      await press('Take back');
      await press('Close');

      await page.getByLabel('From').fill('2020-01-01T00:00');
      await page.getByTestId('counts').getByText('6 decisions').waitFor();
      await page.getByLabel('To', { exact: true }).fill('2020-01-02T00:00');
      await page.getByText('No decision fits this filter.').waitFor();
      await press('Show all');
      await page.getByTestId('counts').getByText('6 decisions').waitFor();
      await press('Select several');
      await press('All that are loaded (6)');
      await page.getByText('6 selected').waitFor();
      await press('None');
      await page.getByText('0 selected').waitFor();
      await page.locator('.wall .tile').first().click();
      await press('✕ Defective');
      await page.getByText('1 reviewed.').waitFor();
      await press('Undo');
      await press('End selection');
      for (const name of ['Export CSV', 'Export JSON lines']) {
        const saved = page.waitForEvent('download');
        await page.getByRole('link', { name }).click();
        expect((await saved).suggestedFilename()).toMatch(/\.(csv|jsonl)$/);
      }

      await page.getByRole('link', { name: 'Review one by one' }).click();
      const count = page.getByTestId('reviewed-count');
      await count.getByText('0 / 6').waitFor();
      await press('Next →');
      await press('Previous ←');
      for (const name of ['✓ This is good G', '✕ This is defective D', 'Verdict is right ␣']) {
        await press(name);
        await count.getByText('1 / 6').waitFor();
        await press('Undo Z');
        await count.getByText('0 / 6').waitFor();
      }
      await expect
        .poll(async () => (await decisions()).every(({ review }) => review === null))
        .toBe(true);
      await show('history', product);
      await page.locator('.wall .tile', { hasText: 'Scratch-4' }).click();
      await page.locator('.viewer').waitFor();
    });

    it('enlarges by two fingers', async () => {
      await page.keyboard.press('0');
      const box = await page.getByTestId('stage').boundingBox();
      if (box === null) throw new RangeError('no stage');
      const session = await chromium.context.newCDPSession(page);
      const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number | null) =>
        session.send('Input.dispatchTouchEvent', {
          type,
          touchPoints:
            apart === null
              ? []
              : [-1, 1].map((side, id) => ({
                  x: box.x + box.width / 2 + side * apart,
                  y: box.y + box.height / 2,
                  id,
                })),
        });
      await touch('touchStart', 40);
      for (const apart of [60, 80, 100, 120]) await touch('touchMove', apart);
      await touch('touchEnd', null);
      const zoom = () =>
        page
          .locator('.viewer .pan')
          .first()
          .evaluate((pan) =>
            Number(/scale\((.+)\)/.exec(Reflect.get(pan, 'style').transform)?.[1]),
          );
      await expect.poll(zoom).toBeGreaterThan(2);
      await page.keyboard.press('Escape');
    });

    it('holds in the address what is open on Inspect and in the review', async () => {
      const [newest] = await decisions();
      // The decision is there before the list: a key that is pressed between them is not lost.
      const lists = /\/inspections\?/;
      let sendLists = (): void => undefined;
      const pressed = new Promise<void>((resolve) => (sendLists = resolve));
      await page.route(lists, async (route) => {
        await pressed;
        await route.continue();
      });
      await page.goto(`${station.url}/#/inspect/${newest.id}`);
      await page.locator('.viewer .name', { hasText: newest.name }).waitFor();
      await page.keyboard.press('ArrowRight');
      sendLists();
      await expect.poll(() => page.url()).not.toContain(`/${newest.id}`);
      await page.unroute(lists);
      await page.goBack();
      await page.locator('.viewer .name', { hasText: newest.name }).waitFor();
      await page.goto(`${station.url}/#/review/${newest.id}`);
      await page.locator('.queue .name', { hasText: newest.name }).waitFor();
      await page.reload();
      await page.locator('.queue .name', { hasText: newest.name }).waitFor();
      await page.locator('.tags button').first().waitFor();
      await page.keyboard.press('1');
      await page.locator('.tags button[aria-pressed="true"]').waitFor();
      await page.keyboard.press('1');
      await page.locator('.tags button[aria-pressed="true"]').waitFor({ state: 'detached' });
    });

    it(`scrolls through ${MANY} decisions with no more than 60 pictures`, async () => {
      await show('history', long);
      await page.getByTestId('counts').getByText(`${MANY} decisions`).waitFor();
      let most = 0;
      const last = page.locator('.wall .tile', { hasText: 'line-0000' });
      const start = performance.now();
      while ((await last.count()) === 0) {
        await page.mouse.wheel(0, 700);
        most = Math.max(most, await page.locator('.wall img').count());
        // The wall never shows a hole.
        expect(await page.locator('.wall img').count()).toBeGreaterThan(0);
        if (performance.now() - start > 200_000) throw new RangeError('the end never came');
      }
      expect(most).toBeGreaterThan(20);
      expect(most).toBeLessThanOrEqual(60);
      await last.click();
      await page.locator('.viewer .name', { hasText: 'line-0000' }).waitFor();
      await page.getByText(`${MANY} / ${MANY}`).waitFor();
      await chromium.shot('thousand');
    });

    it('brings back images, versions and tokens that were removed', async () => {
      await show('products', product);
      const images = () =>
        call<TrainingImage[]>(station.ask, 'GET', `products/${product.id}/images`);
      const models = () => call<Model[]>(station.ask, 'GET', `models?product=${product.id}`);
      await page.getByRole('button', { name: 'Remove: part-3.png' }).click();
      await page.getByText('part-3.png is in the waste bin.').waitFor();
      expect(await images()).toHaveLength(11);
      await page.locator('.undo').getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('button', { name: 'Remove: part-3.png' }).waitFor();
      expect(await images()).toHaveLength(12);
      await page.getByRole('button', { name: 'Remove: part-4.png' }).click();
      await page.getByText('part-4.png is in the waste bin.').waitFor();
      const { id } = await call<{ id: string }>(
        station.ask,
        'POST',
        `products/${product.id}/update`,
      );
      expect(await ended(station.ask, id)).toMatchObject({ state: 'done' });
      await page.reload();
      await page.getByRole('row', { name: /^1 / }).getByRole('button', { name: 'Remove' }).click();
      await page.getByText('Version 1 is in the waste bin.').waitFor();
      expect(await models()).toHaveLength(1);
      await page.goto(`${station.url}/#/settings`);
      // A double click makes one token, not a second one whose secret takes the place of the first.
      await page.getByLabel('Name', { exact: true }).first().fill('line 7');
      await page.getByLabel('Scope').selectOption('review');
      await page.getByRole('button', { name: 'Create' }).dblclick();
      await page.getByText('Copy this token now').waitFor();
      expect(await call<Token[]>(station.ask, 'GET', 'tokens')).toHaveLength(1);
      await page.locator('.tokens li', { hasText: 'line 7' }).getByRole('button').click();
      const bin = page.getByTestId('bin');
      await bin.locator('li').nth(2).waitFor();
      await chromium.shot('bin');
      for (const name of ['part-4.png', '1', 'line 7'])
        await bin.getByRole('button', { name: `Bring back: ${name}`, exact: true }).click();
      await page.getByText('Nothing was removed').waitFor();
      expect(await images()).toHaveLength(12);
      expect(await models()).toHaveLength(2);
      await page.locator('.tokens li', { hasText: 'line 7' }).getByRole('button').click();
      await bin.getByRole('button', { name: 'Empty the waste bin' }).click();
      await bin.getByRole('button', { name: 'Remove for good' }).click();
      await page.getByText('Nothing was removed').waitFor();
      expect(await call<BinItem[]>(station.ask, 'GET', 'bin')).toEqual([]);
    });

    it('finds a part by its number, shows when things happened to it, and how long all parts took', async () => {
      const response = await station.ask('sources/line/trigger', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ part: 'SN 17' }),
      });
      expect(response.status).toBe(200);
      await show('history', product);
      await page.getByTestId('counts').getByText('7 decisions').waitFor();
      await page.getByLabel('Part number').fill('SN 17');
      await page.getByTestId('counts').getByText('1 decisions').waitFor();
      await expect.poll(() => page.url()).toContain('part=SN');
      await page.locator('.wall .tile').first().click();
      const facts = page.locator('.facts');
      await facts.getByText('SN 17').waitFor();
      await facts
        .getByText(/Triggered.*judged \+\d+ ms/s)
        .first()
        .waitFor();
      await show('live', product);
      const times = page.getByTestId('part-times');
      await times.getByText('line · the last 1 parts · deadline 60000 ms').waitFor();
      expect(await times.getByText(/^Trigger to frame: .* ms median/).count()).toBe(1);
      await chromium.shot('part-times');
    });

    it.each(Object.entries(sizes))(
      'is whole and legible at the size of a %s',
      async (name, size) => {
        await page.setViewportSize(size);
        await page.evaluate(`localStorage.setItem('beside', 'on')`);
        const { id } = (await decisions()).find((own) => own.name === 'Scratch-4.png') ?? { id: 0 };
        for (const theme of ['light', 'dark'] as const) {
          await page.evaluate(`localStorage.setItem('theme', '${theme}')`);
          for (const path of [`history/${id}`, `review/${id}`, `inspect/${id}`, 'settings']) {
            await show(path, product);
            await page.reload();
            await page
              .locator(path === 'settings' ? '.bin' : '.headline')
              .first()
              .waitFor({ state: 'attached' });
            await chromium.shot(`view-${path.split('/')[0]}-${name}-${theme}`);
            expect.soft(await breachesOf(page), `${path} ${theme}`).toEqual([]);
            const wide = 'document.documentElement.scrollWidth - innerWidth';
            expect.soft(await page.evaluate<number>(wide), path).toBeLessThanOrEqual(0);
          }
        }
      },
    );

    it('has met no error in its scripts', () => {
      expect(chromium.wrong).toEqual([]);
    });
  },
);
