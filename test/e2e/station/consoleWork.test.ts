import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RgbImage } from '../../../src/core/image/index.ts';
import { encodePng } from '../../../src/image/index.ts';
import type {
  Inspection,
  Product,
  Source,
  TrainingImage,
} from '../../../packages/station/src/web/types.ts';
import { breachesOf, browser, lookOverPage, openConsole, type TestConsole } from './testConsole.ts';
import { camera, writeFrames } from './testCamera.ts';
import { call, createProduct, partPng, startTestStation, type TestStation } from './testStation.ts';

describe.skipIf(browser === undefined)(
  'work in the console in Chromium (skipped without Chromium)',
  () => {
    let station: TestStation;
    /** Asks for a token, and lets the console add a camera. */
    let closed: TestStation;
    let chromium: TestConsole;
    let page: Page;
    /** A watched folder. */
    let inbox: string;
    let receiver: Receiver;
    /** Has no model. */
    let empty: Product;
    /** Has one. */
    let fitted: Product;

    beforeAll(async () => {
      // The least that a request may hold: the console must not rely on more.
      inbox = await mkdtemp(join(tmpdir(), 'nominal-inbox-'));
      receiver = await startReceiver();
      station = await startTestStation({
        maxImagesPerRequest: 20,
        sources: [
          { kind: 'folder', name: 'inbox', product: 'Fitted', folder: inbox, settleMs: 100 },
        ],
      });
      empty = await call<Product>(station.ask, 'POST', 'products', { name: 'Many' });
      fitted = await createProduct(station.ask, 'Fitted');
      chromium = await openConsole({ width: 1440, height: 900 });
      ({ page } = chromium);
      await page.goto(station.url);
    });
    afterAll(async () => {
      await chromium.end();
      await station.end();
      receiver.end();
      await rm(inbox, { recursive: true });
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

    it('opens a decision by its address, and goes to those beside it by keys', async () => {
      const [newest, second] = await decisions();
      await show('history', fitted);
      await page.locator('.wall .tile').first().click();
      await page.locator('.viewer').waitFor();
      expect(page.url()).toContain(`#/history/${newest.id}`);
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => page.url()).toContain(`#/history/${second.id}`);
      await page.reload();
      await page.locator('.viewer .name', { hasText: second.name }).waitFor();
      await page.locator('.wall .tile[aria-current]').waitFor();
      await page.getByRole('button', { name: 'Zoom in' }).click();
      await page.keyboard.press('+');
      const transform = () =>
        page
          .locator('.pan')
          .evaluate((pan: { style: { transform: string } }) => pan.style.transform);
      await expect.poll(transform).toContain('scale(2.25)');
      await page.keyboard.press('0');
      await expect.poll(transform).toContain('scale(1)');
      await page.goBack();
      await page.locator('.viewer .name', { hasText: newest.name }).waitFor();
      await page.keyboard.press('Escape');
      await page.locator('.viewer').waitFor({ state: 'detached' });
      await page.getByLabel('Review').selectOption('confirmed');
      await page.getByText('No decision fits this filter.').waitFor();
      await page.reload();
      await page.getByText('No decision fits this filter.').waitFor();
    });

    it('keeps a comment that is typed while another decision is opened, and removes one that is emptied', async () => {
      const [newest] = await decisions();
      await page.goto(`${station.url}/#/history/${newest.id}`);
      const comment = page.getByLabel('Comment');
      await comment.fill('a hair');
      await page.getByRole('button', { name: 'Next →' }).click();
      await expect.poll(() => comment.inputValue()).toBe('');
      await page.getByRole('button', { name: '← Previous' }).click();
      await expect.poll(() => comment.inputValue()).toBe('a hair');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' });
      expect((await decisions())[0].comment).toBe('a hair');
      await comment.fill('');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' });
      expect((await decisions())[0].comment).toBeNull();
    });

    it('draws the highest place of an image without a region with a broken line, and says why', async () => {
      const rejected = (await decisions()).find(({ details }) => details.regions.length > 0);
      await page.route(`**/inspections/${rejected?.id}`, async (route) => {
        const own = (await (await route.fetch()).json()) as Inspection;
        const regions = own.details.regions.map((one) => ({ ...one, belowPixelThreshold: true }));
        await route.fulfill({ json: { ...own, details: { ...own.details, regions } } });
      });
      await page.goto('about:blank');
      await page.goto(`${station.url}/#/history/${rejected?.id}`);
      await page.locator('.stage polygon.below').waitFor({ state: 'attached' });
      await page.getByText('below the pixel threshold').waitFor();
      await chromium.shot('highest-place');
    });

    it('reviews each image by one key, those in doubt first, and takes back the last', async () => {
      await show('history', fitted);
      await page.getByRole('link', { name: 'Review one by one' }).click();
      const count = page.getByTestId('reviewed-count');
      const total = (await decisions()).length;
      await count.getByText(`0 / ${total}`).waitFor();
      const keys = Array.from({ length: total }, (_, i) => (i % 2 === 0 ? 'g' : 'd'));
      for (const [i, key] of keys.entries()) {
        await page.keyboard.press(key);
        await count.getByText(`${i + 1} / ${total}`).waitFor();
        if (i === 0) await chromium.shot('review');
      }
      await page.getByText('That was the last one.').waitFor();
      await page.keyboard.press('z');
      await count.getByText(`${total - 1} / ${total}`).waitFor();
      await page.keyboard.press('g');
      await count.getByText(`${total} / ${total}`).waitFor();
      const reviews = new Set((await decisions()).map(({ review }) => review));
      expect([...reviews].sort()).toEqual(expect.arrayContaining(['confirmed']));
      expect(reviews.has(null)).toBe(false);
    });

    it('makes a report of the reviewed decisions at the press of a button', async () => {
      await show('report', fitted);
      await page.getByText('No report yet.').waitFor();
      await page.getByRole('button', { name: 'Make report' }).click();
      await page.locator('.job[data-state="done"]').waitFor();
      const report = page.frameLocator('iframe.report');
      await report.getByText(/version 1 of/).waitFor();
      await report
        .getByText(/part-\d+\.png #\d+/)
        .first()
        .waitFor();
      await chromium.shot('report');
      // It speaks the language of the console and has its theme, as soon as they are chosen.
      await page.getByLabel('Language').selectOption('ja');
      await report.getByText('概要').waitFor();
      await page.getByLabel('言語').selectOption('en');
      await report.getByText('Summary').waitFor();
      for (const theme of ['light', 'dark', 'auto']) {
        await page.getByRole('button', { name: 'Light or dark' }).click();
        await report.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' });
      }
      await report.locator('.card .zoom').first().click();
      await report.getByRole('button', { name: 'Nearest good image' }).click();
      await report
        .locator('dialog')
        .getByText(/^nearest good image: part-\d+\.png$/)
        .waitFor();
      await page.keyboard.press('Escape');
      const alone = page.waitForEvent('popup');
      await page.getByRole('link', { name: 'Open on its own' }).click();
      const own = await alone;
      await own.getByText('Summary').waitFor();
      expect(await breachesOf(own)).toEqual([]);
      await own.close();
      const saved = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Download' }).click();
      expect((await saved).suggestedFilename()).toBe('Fitted.html');
    });

    it('shows what is stale as stale while the station does not answer, and goes on when it does', async () => {
      await show('live', fitted);
      await page.locator('.figures .verdict').waitFor();
      await page.route('**/api/**', (route) => route.abort());
      await page.getByText('The station does not answer').waitFor();
      await page.locator('.figures.stale').waitFor();
      await page.getByText(/as of \d+ \w+ ago/).waitFor();
      expect(await page.getByText('Failed to fetch').count()).toBe(0);
      await chromium.shot('stale');
      await page.unroute('**/api/**');
      await page.getByText('The station does not answer').waitFor({ state: 'detached' });
      await page.locator('.figures:not(.stale)').waitFor();
    });

    it('lists sources and sinks, tries them, and adds, changes and removes one without a restart', async () => {
      await writeFile(join(inbox, 'newest.png'), await partPng(20));
      await show('settings', fitted);
      const folder = page.getByTestId('source-inbox');
      await folder.getByText('from the configuration file').waitFor();
      expect(await folder.getByRole('button', { name: 'Change' }).count()).toBe(0);
      await folder.getByRole('button', { name: 'Test picture' }).click();
      await folder.locator('.test-picture img').waitFor();
      await folder.getByRole('link', { name: 'newest.png' }).waitFor();
      await folder.getByRole('button', { name: 'Dismiss' }).click();

      const sources = page.getByTestId('sources');
      await sources.getByRole('button', { name: 'Add a source' }).click();
      await sources.getByLabel('Name').fill('line-2');
      await sources.getByLabel('Product').selectOption('Fitted');
      await sources.getByLabel('Address').fill('mqtt://127.0.0.1:1');
      await sources.getByLabel('User').fill('line');
      await sources.getByLabel('Password').fill('hidden');
      await sources.getByLabel('Topic').fill('camera/2');
      await sources.getByRole('button', { name: 'Save' }).click();
      const line = page.getByTestId('source-line-2');
      await line.getByText('cannot be reached, or refuses').waitFor();
      await line.getByRole('button', { name: 'Test picture' }).click();
      await page.locator('.failure').getByText('cannot be reached').waitFor();
      await line.getByRole('button', { name: 'Change' }).click();
      await line.getByLabel('Topic').fill('camera/3');
      await line.getByLabel('Other settings').fill('{"payload": 3}');
      await line.getByRole('button', { name: 'Save' }).click();
      await page.locator('.failure').getByText('"payload"').waitFor();
      await line.getByLabel('Other settings').fill('{');
      await line.getByRole('button', { name: 'Save' }).click();
      await line.getByText('This is no JSON object.').waitFor();
      await line.getByLabel('Other settings').fill('');
      await line.getByRole('button', { name: 'Save' }).click();
      await line.getByRole('button', { name: 'Change' }).waitFor();
      const config = async () =>
        (await call<Source[]>(station.ask, 'GET', 'sources')).at(-1)?.config;
      await expect.poll(config).toMatchObject({ topic: 'camera/3', payload: 'image' });

      const sinks = page.getByTestId('sinks');
      await sinks.getByRole('button', { name: 'Add a sink' }).click();
      await sinks.getByLabel('Name').fill('mes');
      await sinks.getByLabel('Address').fill(receiver.url);
      await sinks.getByLabel('Secret').fill('at least 16 characters');
      await sinks.getByRole('button', { name: 'Save' }).click();
      const mes = page.getByTestId('sink-mes');
      await mes.getByRole('button', { name: 'Test message' }).click();
      await mes.getByText(/Taken after \d+ ms\./).waitFor();
      expect(receiver.bodies.at(-1)).toContain('"test":true');

      await sinks.getByRole('button', { name: 'Add a sink' }).click();
      await sinks.getByLabel('Kind').selectOption('Sparkplug B edge node');
      await sinks.getByLabel('Name').fill('scada');
      await sinks.getByLabel('Address').fill('mqtt://127.0.0.1:1');
      await sinks.getByLabel('Group ID').fill('Plant');
      await sinks.getByLabel('Edge node ID').fill('Line 1');
      await sinks.getByRole('button', { name: 'Save' }).click();
      const scada = page.getByTestId('sink-scada');
      await scada.getByRole('button', { name: 'Test message' }).click();
      await scada.getByText('the edge node Plant/Line 1 is not connected').waitFor();
      await lookOverPage(chromium, 'endpoints');

      for (const own of [line, mes, scada]) {
        await own.getByRole('button', { name: 'Remove' }).click();
        await own.getByRole('button', { name: 'Cancel' }).click();
        await own.getByRole('button', { name: 'Remove' }).click();
        await own.getByRole('button', { name: 'Remove' }).click();
        await own.waitFor({ state: 'detached' });
      }
      await page.reload();
      await page.getByText('source removed').waitFor();
    });

    it('has in the address of Live whose pictures are shown and which is open, and says where each came from', async () => {
      await show('live', fitted);
      await page.locator('.wall .tile', { hasText: 'inbox' }).first().waitFor();
      await page.locator('.wall .tile', { hasText: 'uploaded' }).first().waitFor();
      await page.getByLabel('Source').selectOption('inbox');
      await expect.poll(() => page.locator('.wall .tile').count()).toBe(1);
      await page.locator('.wall .tile').click();
      await page.locator('.viewer .name', { hasText: 'newest.png' }).waitFor();
      expect(page.url()).toMatch(/#\/live\/\d+\?source=inbox$/);
      await page.reload();
      await page.locator('.viewer .name', { hasText: 'newest.png' }).waitFor();
      expect(await page.locator('.wall .tile').count()).toBe(1);
      await page.keyboard.press('Escape');
      await page.locator('.viewer').waitFor({ state: 'detached' });
      expect(page.url()).toMatch(/#\/live\?source=inbox$/);
      await lookOverPage(chromium, 'live-source');
    });

    it('says that a token is wrong, lets in who has the right one, and speaks both languages there', async () => {
      closed = await startTestStation({
        requireToken: true,
        consoleMayAdd: ['camera', 'folder', 'mqtt', 'webhook'],
      });
      await page.goto(closed.url);
      await page.getByLabel('Token').fill('nom_wrong');
      await page.getByRole('button', { name: 'Enter' }).click();
      await page.getByText('This station does not know this token.').waitFor();
      await chromium.shot('login');
      await page.getByRole('button', { name: 'Light or dark' }).click();
      await page.getByLabel('Language').selectOption('zh');
      await page.getByRole('heading', { name: '此检测站需要令牌' }).waitFor();
      await page.getByLabel('语言').selectOption('en');
      await page.getByLabel('Token').fill(closed.firstToken ?? '');
      await page.getByRole('button', { name: 'Enter' }).click();
      await page.getByLabel('New product').waitFor();
    });

    it('runs a camera that is added there, where the configuration allows it and a token is asked for', async () => {
      await page.getByLabel('New product').fill('tile');
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('heading', { name: 'tile' }).waitFor();
      await page.getByRole('link', { name: 'Settings', exact: true }).click();
      const sources = page.getByTestId('sources');
      await sources.getByRole('button', { name: 'Add a source' }).click();
      await sources.getByLabel('Kind').selectOption('camera');
      await sources.getByLabel('Name').fill('above');
      await sources.getByLabel('Product').selectOption('tile');
      const others = sources.getByLabel('Other settings');
      expect(await others.inputValue()).toContain('"ffmpeg"');
      const { command, frames } = camera('above', await writeFrames(inbox));
      await others.fill(JSON.stringify({ command, frames }));
      await sources.getByRole('button', { name: 'Save' }).click();
      const above = page.getByTestId('source-above');
      await above.getByText('running').waitFor();
      await above.getByRole('button', { name: 'Test picture' }).click();
      const picture = above.locator('.test-picture img');
      await expect
        .poll(() => picture.evaluate((image) => Reflect.get(image, 'naturalWidth') as number))
        .toBe(112);
      await chromium.shot('camera-source');
      // Another program takes its place without a restart.
      await above.getByRole('button', { name: 'Change' }).click();
      await others.fill(JSON.stringify({ command: ['/nowhere/camera'], frames }));
      await above.getByRole('button', { name: 'Save' }).click();
      await page
        .getByText(/\/nowhere\/camera/)
        .first()
        .waitFor();
      await above.getByRole('button', { name: 'Remove' }).click();
      await above.getByRole('button', { name: 'Remove' }).click();
      await above.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByRole('heading', { name: 'This station asks for a token' }).waitFor();
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

interface Receiver {
  readonly url: string;
  readonly bodies: string[];
  readonly end: () => void;
}

/** Takes what webhooks send. */
async function startReceiver(): Promise<Receiver> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, bodies, end: () => server.close() };
}

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
