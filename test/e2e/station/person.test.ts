import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveFitConfig } from '../../../src/config/index.ts';
import { readStationConfig } from '../../../packages/station/src/config/index.ts';
import { type RunningStation, startStation } from '../../../packages/station/src/startStation.ts';
import { Store } from '../../../packages/station/src/store/index.ts';
import type { AuditEntry, Inspection } from '../../../packages/station/src/web/types.ts';
import { exampleInspection, exampleModel } from '../../store/examples.ts';
import { temporaryFolder } from '../parts.ts';
import { breachesOf, browser, openConsole, shots, sizes, type TestConsole } from './testConsole.ts';
import { call, partPng } from './testStation.ts';

describe('a person at a shared terminal', () => {
  let folder = '';
  let running: RunningStation;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const store = await Store.open(folder);
    const { id: productId = '' } = (await store.products.create('cap', resolveFitConfig())) ?? {};
    await store.models.publish(exampleModel(productId, 'm1'));
    const { sha256 } = await store.images.put(await partPng(1));
    for (const name of ['1.png', '2.png', '3.png'])
      await store.inspections.add([
        exampleInspection({ productId, modelId: 'm1', sha256, name, verdict: 'nominal' }),
      ]);
    await store.close();
    const config = await readStationConfig(null, { port: 0, inspectThreads: 1 });
    running = await startStation(folder, config);
  });
  afterAll(async () => {
    await running.stop();
    await rm(folder, { recursive: true });
  });

  const ask = (path: string, init?: RequestInit) => fetch(`${running.url}/api/v1/${path}`, init);
  const reviewAs = (person: string) =>
    ask('inspections/3/review', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'nominal-person': person },
      body: JSON.stringify({ review: 'confirmed', comment: 'a mark' }),
    });

  it('is named with what he does, beside what his token proves', async () => {
    const response = await reviewAs(encodeURIComponent('王芳'));
    expect(await response.json()).toMatchObject({ reviewedBy: '王芳 (stated), local' });
    const [entry] = await call<AuditEntry[]>(ask, 'GET', 'audit?limit=1');
    expect(entry).toMatchObject({ actor: '王芳 (stated), local', action: 'inspection.review' });
  });

  it('is refused a name that cannot be read', async () => {
    for (const name of ['%', '%00', 'a'.repeat(101)]) {
      const response = await reviewAs(name);
      expect(response.status, name).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: 'REQUEST_INVALID' } });
    }
  });

  describe.skipIf(browser === undefined)('in Chromium', () => {
    let shown: TestConsole;
    beforeAll(async () => {
      shown = await openConsole(sizes.desk);
    });
    afterAll(() => shown.end());

    const reviewed = (id: number) => call<Inspection>(ask, 'GET', `inspections/${id}`);

    it('says his name once, takes turns with others, and is named beside each review', async () => {
      const { page } = shown;
      await page.goto(`${running.url}/#/history/1`);
      const person = page.getByLabel('Who is at this screen');
      await page.getByRole('button', { name: 'Verdict is right' }).click();
      await page.getByText('confirmed · this machine').waitFor();
      await person.selectOption('Another name…');
      await page.getByRole('textbox', { name: 'Your name' }).fill('Ann');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('button', { name: 'Take back' }).click();
      await page.getByText('not reviewed · Ann (as stated; this machine)').waitFor();
      await page.getByLabel('Comment').fill('a scratch');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect
        .poll(() => reviewed(1))
        .toMatchObject({ comment: 'a scratch', reviewedBy: 'Ann (stated), local' });
      await person.selectOption('Another name…');
      await page.getByRole('button', { name: 'Cancel: Your name' }).click();
      expect(await person.inputValue()).toBe('Ann');
      await person.selectOption('Another name…');
      await page.getByRole('textbox', { name: 'Your name' }).fill('Bärbel');
      await page.getByRole('textbox', { name: 'Your name' }).press('Enter');
      await page.reload();
      expect(await person.inputValue()).toBe('Bärbel');
      expect((await person.locator('option').allTextContents()).slice(1, 3)).toEqual([
        'Bärbel',
        'Ann',
      ]);
      await page.getByRole('button', { name: 'This is defective' }).click();
      await page.getByText('missed defect · Bärbel (as stated; this machine)').waitFor();
      for (const [name, size] of Object.entries(sizes)) {
        await page.setViewportSize(size);
        await page.screenshot({ path: `${shots}person-${name}.png` });
        const wide = await page.evaluate<number>(
          'document.documentElement.scrollWidth - innerWidth',
        );
        expect(wide, name).toBeLessThanOrEqual(0);
        expect(await breachesOf(page)).toEqual([]);
        // Two lines at most, on a phone as well.
        const bar = await page.locator('header.bar').boundingBox();
        expect(bar?.height, name).toBeLessThan(115);
      }
      await page.setViewportSize(sizes.desk);
      await page.goto(`${running.url}/#/settings`);
      await page.getByRole('cell', { name: 'Bärbel (as stated; this machine)' }).waitFor();
    });

    it("says his name on the operator's screen, too", async () => {
      const { page } = shown;
      await page.goto(`${running.url}/#/live`);
      await page.getByRole('link', { name: "Operator's screen" }).click();
      await page.getByLabel('Who is at this screen').selectOption('Ann');
      for (const [name, size] of Object.entries(sizes)) {
        await page.setViewportSize(size);
        await page.screenshot({ path: `${shots}person-operator-${name}.png` });
        expect(await breachesOf(page)).toEqual([]);
      }
      await page.getByRole('button', { name: 'Is defective' }).click();
      await expect.poll(() => reviewed(3)).toMatchObject({ reviewedBy: 'Ann (stated), local' });
      expect(shown.wrong).toEqual([]);
    });

    it('sees passed parts on Live where none was rejected: no red line lies on the green one', async () => {
      const { page } = shown;
      await page.setViewportSize(sizes.desk);
      await page.goto(`${running.url}/#/live`);
      const chart = page.getByRole('img', { name: 'Passed and rejected per minute' });
      await chart.waitFor();
      await page.screenshot({ path: `${shots}live-no-rejects.png` });
      const colors = () =>
        page.evaluate<{ red: number; green: number }>(`(() => {
          const canvas = document.querySelector('[aria-label="Passed and rejected per minute"] canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const found = { red: 0, green: 0 };
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] < 200) continue;
            if (data[i] > data[i + 1] + 80) found.red++;
            if (data[i + 1] > data[i] + 60) found.green++;
          }
          return found;
        })()`);
      await expect.poll(async () => (await colors()).green).toBeGreaterThan(200);
      expect((await colors()).red).toBe(0);
    });
  });
});
