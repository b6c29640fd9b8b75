import type { Page } from 'playwright-core';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Inspection,
  Product,
  ShiftSettings,
} from '../../../packages/station/src/web/types.ts';
import { hangMs } from '../../hangMs.ts';
import {
  holdAnswers,
  browser,
  lookOverPage,
  openConsole,
  sizes,
  type TestConsole,
} from './testConsole.ts';
import { call, createProduct, partPng, startTestStation, type TestStation } from './testStation.ts';

const LONG_NAME = `Verschlussdeckel ${'mit sehr langem Namen '.repeat(3)}Ø 28 mm`;

describe.skipIf(browser === undefined)(
  "the operator's screen in Chromium (skipped without Chromium)",
  () => {
    let station: TestStation;
    let chromium: TestConsole;
    let page: Page;
    let product: Product;
    let isStopped = false;

    beforeAll(async () => {
      station = await startTestStation({
        alarms: { line: { rejectsInRow: 3, noImageS: 600 }, station: { freeDiskMib: null } },
      });
      product = await createProduct(station.ask, LONG_NAME, { images: 12 });
      chromium = await openConsole(sizes.desk);
      ({ page } = chromium);
      // Counts the tones that the page plays.
      await page.addInitScript(`
        window.tones = 0;
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (when) { window.tones++; start.call(this, when); };
      `);
      await page.goto(`${station.url}/#/operator/${product.id}`);
    });
    afterAll(async () => {
      await chromium.end();
      if (!isStopped) await station.end();
    });

    async function inspect(image: Buffer): Promise<Inspection> {
      const answer = await station.ask(`inspect?product=${product.id}&name=part.png`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: new Uint8Array(image),
      });
      return ((await answer.json()) as { inspections: Inspection[] }).inspections[0];
    }

    const sign = () => page.getByTestId('sign');
    const tones = () => page.evaluate<number>('window.tones');

    const lookOver = (name: string) => lookOverPage(chromium, name);

    it('says that nothing was inspected yet, and never OK without a part', async () => {
      await sign().getByText('Nothing inspected yet').waitFor();
      await lookOver('operator-waiting');
    });

    it('shows a passed part as OK, by word and sign, readable from afar', async () => {
      await inspect(await partPng(20));
      await sign().getByText('OK', { exact: true }).waitFor();
      expect(await sign().locator('.mark').textContent()).toBe('✓');
      const { height = 0 } = (await sign().locator('strong').boundingBox()) ?? {};
      expect(height).toBeGreaterThan(100);
      expect(await page.locator('.operator').textContent()).not.toContain('p-value');
      await lookOver('operator-ok');
    });

    it('sounds at a reject once the sound is on, and keeps that over a reload', async () => {
      await inspect(await partPng(75, 'scratch'));
      await sign().getByText('NOT OK').waitFor();
      expect(await tones()).toBe(0);
      await page.getByRole('button', { name: /Sound/ }).click();
      expect(await tones()).toBe(2);
      await page.reload();
      await sign().getByText('NOT OK').waitFor();
      // What was rejected before is no news.
      expect(await tones()).toBe(0);
      await page.getByRole('heading', { name: LONG_NAME }).click();
      await inspect(await partPng(75, 'scratch'));
      await expect.poll(tones, { timeout: hangMs }).toBe(2);
      await page.getByRole('button', { name: /Sound/ }).click();
      await inspect(await partPng(75, 'scratch'));
      await expect.poll(() => page.locator('.reject').count(), { timeout: hangMs }).toBe(3);
      expect(await tones()).toBe(2);
    });

    it('marks the place, shows the last rejects, and raises an alarm at the third in a row', async () => {
      await page.getByTestId('frame').first().waitFor();
      await page.getByText('3 rejects one after another').waitFor();
      expect(await page.locator('.reject.new').count()).toBe(3);
      expect(await page.getByTestId('inspected').textContent()).toBe('4');
      expect(await page.getByTestId('rejected').textContent()).toBe('3');
      await lookOver('operator-reject');
    });

    it('acknowledges rejects and alarms by one button', async () => {
      await page.getByRole('button', { name: 'Acknowledge (3)' }).click();
      await page.locator('.reject.new').first().waitFor({ state: 'detached' });
      await page.locator('.alarm-line.new').waitFor({ state: 'detached' });
      const [alarm] = await call<{ acknowledgedBy: string }[]>(station.ask, 'GET', 'alarms');
      expect(alarm.acknowledgedBy).toBe('local');
      await page.reload();
      await page.locator('.reject').first().waitFor();
      expect(await page.locator('.reject.new').count()).toBe(0);
    });

    it('keeps what an operator says of the part, of an earlier one too, and takes it back', async () => {
      await page.setViewportSize(sizes.phone);
      await page.getByRole('button', { name: '✓ Is good' }).click();
      await page.getByText('Saved: this part is good.').waitFor();
      const newest = async () =>
        (
          await call<{ inspections: Inspection[] }>(
            station.ask,
            'GET',
            `inspections?product=${product.id}`,
          )
        ).inspections.map(({ review }) => review);
      expect(await newest()).toEqual(['falseReject', null, null, null]);
      await page.getByRole('button', { name: 'Take back' }).click();
      await page.getByText('Saved: this part is good.').waitFor({ state: 'detached' });
      await page.locator('.reject').nth(2).click();
      await page.getByText('Earlier part').waitFor();
      await page.getByRole('button', { name: '✕ Is defective' }).click();
      await page.getByText('Saved: this part is defective.').waitFor();
      expect(await newest()).toEqual([null, null, 'confirmed', null]);
      await chromium.shot('operator-contest-390');
      await page.getByRole('button', { name: 'Back to the line' }).click();
      await page.getByText('Earlier part').waitFor({ state: 'detached' });
      await page.setViewportSize(sizes.desk);
    });

    it('shows that something was not inspected, never as OK, and counts it', async () => {
      await station.ask(`inspect?product=${product.id}&name=broken.png`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: 'no image',
      });
      await sign().getByText('Not inspected', { exact: true }).waitFor();
      await sign().getByText('broken.png').waitFor();
      expect(await sign().getAttribute('class')).toBe('sign notInspected');
      expect(await page.getByTestId('refused').textContent()).toBe('1');
      expect(await page.getByRole('button', { name: '✓ Is good' }).count()).toBe(0);
      await lookOver('operator-not-inspected');
      await inspect(await partPng(75, 'scratch'));
      await sign().getByText('NOT OK').waitFor();
      expect(await page.getByTestId('inspected').textContent()).toBe('5');
    });

    it('begins a new shift after a question', async () => {
      await page.getByRole('button', { name: 'New shift: counters to 0' }).click();
      await page.getByRole('button', { name: 'Cancel' }).click();
      expect(await page.getByTestId('inspected').textContent()).toBe('5');
      await page.getByRole('button', { name: 'New shift: counters to 0' }).click();
      await page.getByRole('button', { name: 'Yes, set to 0' }).click();
      await expect.poll(() => page.getByTestId('inspected').textContent()).toBe('0');
    });

    it('fills the screen and gives it back', async () => {
      const button = page.getByRole('button', { name: 'Full screen' });
      await button.click();
      await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true');
      await button.click();
      await expect.poll(() => button.getAttribute('aria-pressed')).toBe('false');
    });

    it('shows an old verdict as old, with its age, and not in its color', async () => {
      await inspect(await partPng(20));
      await sign().getByText('OK', { exact: true }).waitFor();
      await call(station.ask, 'PUT', `products/${product.id}/alarms`, { noImageS: 2 });
      await sign().getByText('No new part').waitFor();
      await sign()
        .getByText(/the last one, \d+ s ago, was OK/)
        .waitFor();
      expect(await sign().getAttribute('class')).toBe('sign stale');
      await page.getByText(/no image for \d+ s/).waitFor();
      await lookOver('operator-stale');
    });

    it('shows alarms on every page of the console, their history, and when they are raised', async () => {
      await page.getByRole('link', { name: 'Console' }).click();
      await page.getByText(/no image for \d+ s/).waitFor();
      await page.getByRole('link', { name: 'Alarms', exact: true }).click();
      await page.getByRole('button', { name: 'Acknowledge all 1' }).click();
      await page.getByRole('cell', { name: 'this machine' }).nth(1).waitFor();
      const silence = page.getByRole('checkbox', { name: 'No image for' });
      await silence.uncheck();
      await page.getByRole('spinbutton', { name: 'Rejects one after another' }).fill('7');
      const form = page.locator('form', { has: silence });
      await page.getByRole('checkbox', { name: 'Rejected share above' }).check();
      await page.getByLabel('within').fill('20');
      await page.getByRole('checkbox', { name: 'Verdicts after their deadline' }).check();
      await page.getByLabel('Scores have drifted since calibration').uncheck();
      await page.getByLabel('More rejects than the promised rate').uncheck();
      await form.getByRole('button', { name: 'Save' }).click();
      await expect.poll(() => form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
      expect(await call(station.ask, 'GET', `products/${product.id}/alarms`)).toMatchObject({
        ...{ noImageS: null, rejectsInRow: 7, late: 3, drift: false, rejects: false },
        rejectedShare: { share: 0.2, minutes: 20 },
      });
      await page.locator('.alarm-line[data-kind="noImage"]').waitFor({ state: 'detached' });
      await lookOver('alarms');
      await page.getByRole('spinbutton', { name: 'Images that wait' }).fill('50');
      await page.getByRole('checkbox', { name: 'Free disk space below' }).check();
      await page.getByRole('spinbutton', { name: 'Free disk space below' }).fill('2');
      const own = page.locator('form', { has: page.getByLabel('Images that wait') });
      await own.getByRole('button', { name: 'Save' }).click();
      await expect
        .poll(() => call(station.ask, 'GET', 'alarms/settings'))
        .toMatchObject({ queueLength: 50, freeDiskMib: 2 });
    });

    it('takes the times at which shifts begin, and gives one up', async () => {
      await page.goto(`${station.url}/#/settings`);
      const card = page.getByTestId('shifts');
      const times = () => call<ShiftSettings>(station.ask, 'GET', 'shifts/settings');
      await card.getByRole('button', { name: 'Add a time' }).click();
      await card.getByRole('button', { name: 'Add a time' }).click();
      await card.getByLabel('Start of shift 2').fill('14:00');
      // What is typed while the station answers stays, to be saved next.
      const letGo = await holdAnswers(page, /shifts\/settings$/);
      await card.getByRole('button', { name: 'Save' }).click();
      await card.getByLabel('Start of shift 2').fill('15:00');
      await letGo();
      await expect.poll(times).toMatchObject({ times: ['06:00', '14:00'] });
      expect(await card.getByLabel('Start of shift 2').inputValue()).toBe('15:00');
      await card.getByLabel('Start of shift 2').fill('14:00');
      await card.getByRole('button', { name: 'Save' }).click();
      await expect.poll(() => card.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
      await card.getByRole('button', { name: 'Remove: 06:00' }).click();
      await card.getByRole('button', { name: 'Save' }).click();
      await expect.poll(times).toMatchObject({ times: ['14:00'] });
    });

    it('has a bar on a phone that takes less than a sixth of it, whatever the name', async () => {
      await page.setViewportSize(sizes.phone);
      await page.goto(`${station.url}/#/live`);
      await page.locator('.bar').waitFor();
      const { height = 844 } = (await page.locator('.bar').boundingBox()) ?? {};
      expect(height).toBeLessThan(844 / 6);
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(wide).toBeLessThanOrEqual(0);
      await page.setViewportSize(sizes.desk);
    });

    it('says that the station cannot be reached, and shows no verdict as if it were one', async () => {
      await page.goto(`${station.url}/#/operator/${product.id}`);
      await inspect(await partPng(20));
      await sign().getByText('OK', { exact: true }).waitFor();
      // A part that comes while the station is asked for its list is not in the answer, and stays.
      const asked = page.waitForRequest(/inspections\?/);
      const letGo = await holdAnswers(page, /inspections\?|\/shift$/);
      await asked;
      await delay(500);
      await inspect(await partPng(22, 'scratch'));
      await sign().getByText('NOT OK').waitFor();
      const seen = sign().evaluate(
        (element) =>
          new Promise<string>((resolve) => {
            const texts: string[] = [];
            const note = () => texts.push(Reflect.get(element, 'className') as string);
            const timer = setInterval(note, 10);
            setTimeout(() => {
              clearInterval(timer);
              resolve([...new Set(texts)].join());
            }, 1500);
          }),
      );
      await letGo();
      expect(await seen).toBe('sign notOk');
      isStopped = true;
      await station.end();
      await sign().getByText('The station cannot be reached').waitFor();
      expect(await sign().getAttribute('class')).toBe('sign unreachable');
      await lookOver('operator-unreachable');
      expect(chromium.wrong).toEqual([]);
    });
  },
);
