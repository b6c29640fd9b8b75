import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { categoryNames, demoParts, writeDataset } from '../../src/demo/index.ts';
import { Detector, fit } from '../../src/detector/index.ts';
import { exportModel } from '../../src/export/index.ts';
import { startStaticServer, type StaticServer } from '../staticServer.ts';
import { filesBelow, temporaryFolder } from './parts.ts';
import { hangMs } from '../hangMs.ts';

const dist = fileURLToPath(new URL('../../dist/browser/', import.meta.url));
const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const shots = fileURLToPath(new URL('../../coverage/screenshots/', import.meta.url));
const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const absent = browser === undefined;
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];
/** Headers that a page needs for threads: they allow memory shared between its workers. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** What the page shows for an inspected image. */
interface Shown {
  readonly name: string;
  readonly verdict: string;
  readonly score: number;
}

describe.skipIf(absent)('the browser module in Chromium (skipped without Chromium)', () => {
  let folder = '';
  let server: StaticServer;
  let context: BrowserContext;
  let page: Page;
  let detector: Detector;
  let good: string[] = [];
  let tests: string[] = [];
  const wrong: string[] = [];
  const foreign: string[] = [];

  beforeAll(async () => {
    folder = await temporaryFolder();
    await mkdir(shots, { recursive: true });
    const counts = { trainGood: 12, testGood: 3, testDefective: 3 };
    await writeDataset(folder, { category: 'cap', seed: 3, height: 120, width: 144, ...counts });
    good = await filesBelow(join(folder, 'train/good'));
    tests = await filesBelow(join(folder, 'test'));
    detector = await fit(good);
    await detector.save(join(folder, 'cap.nominal'));
    const { file } = await exportModel(detector);
    await writeFile(join(folder, 'cap.onnx'), file);
    await writeFile(join(folder, 'stuck.js'), 'onmessage = () => { for (;;); };');
    server = await startStaticServer([dist, folder], isolation);
    context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath: browser ?? '',
      args: flags,
      viewport: { width: 1000, height: 1100 },
    });
    context.setDefaultTimeout(hangMs);
    page = await context.newPage();
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') wrong.push(message.text());
    });
    context.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(server.url) && !url.startsWith('blob:')) foreign.push(url);
    });
    await page.goto(server.url);
  });
  afterAll(async () => {
    await context?.close();
    await server?.close();
    await detector?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Gives images to the page and waits for its results. */
  async function inspectOnPage(paths: readonly string[]): Promise<Map<string, Shown>> {
    const shown = new Map<string, Shown>();
    const before = await page.locator('figure').count();
    await page.setInputFiles('#test', [...paths]);
    const figures = page.locator('figure');
    await expect.poll(() => figures.count(), { timeout: hangMs }).toBe(before + paths.length);
    for (const figure of await figures.all()) {
      const name = (await figure.getAttribute('data-name')) ?? '';
      const verdict = (await figure.getAttribute('data-verdict')) ?? '';
      shown.set(name, { name, verdict, score: Number(await figure.getAttribute('data-score')) });
    }
    return shown;
  }

  it('ends a worker that is stuck, and says so', async () => {
    const message = await page.evaluate(`(async () => {
      const { BrowserDetector } = await import('./index.js');
      return BrowserDetector.load(new Blob(['x']), { worker: '/stuck.js', stuckAfterMs: 1000 }).then(
        () => 'loaded',
        ({ code, message }) => code + ' ' + message,
      );
    })()`);
    expect(message).toMatch(/^WORKER_FAILED .*no sign of life for 1 s/);
  });

  /** Test images of a set under unique names: good and defective ones are both called 000.png. */
  async function distinct(set = folder, images = tests): Promise<string[]> {
    const paths: string[] = [];
    for (const path of images) {
      const name = path.slice(join(set, 'test').length + 1).replaceAll('/', '-');
      const copy = join(set, 'named', name);
      await mkdir(join(set, 'named'), { recursive: true });
      await writeFile(copy, await readFile(path));
      paths.push(copy);
    }
    return paths;
  }

  /** Loads a model on the page and checks every image against Node. */
  async function compare(model: string, node = detector, images?: string[]): Promise<void> {
    await page.setInputFiles('#model', join(folder, model));
    await expect
      .poll(() => page.textContent('#learn-status'), { timeout: hangMs })
      .toBe(`Loaded ${model}.`);
    const paths = images ?? (await distinct());
    const shown = await inspectOnPage(paths);
    for (const path of paths) {
      const { imageScore, verdict } = await node.inspect(path);
      const there = shown.get(basename(path));
      expect(there?.verdict).toBe(verdict);
      expect(Math.abs((there?.score ?? Number.NaN) - imageScore)).toBeLessThan(1e-3);
    }
  }

  it('a model file of Node gives its scores to 1e-3 and its verdicts', async () => {
    await compare('cap.nominal');
    await expect(page.textContent('#facts')).resolves.toMatch(/; \d+ threads?\./);
  });

  it('an exported file does, too', () => compare('cap.onnx'));

  it('on the very set of "nominal demo" both give the same verdicts', async () => {
    const demo = join(folder, 'demo');
    await writeDataset(demo, { category: categoryNames[0], seed: 0, ...demoParts });
    const theirs = await fit(await filesBelow(join(demo, 'train/good')), { seed: 0 });
    try {
      await theirs.save(join(folder, 'demo.nominal'));
      const images = await distinct(demo, await filesBelow(join(demo, 'test')));
      expect(images).toHaveLength(demoParts.testGood + demoParts.testDefective);
      await compare('demo.nominal', theirs, images);
    } finally {
      await theirs.close();
    }
  });

  it('fits in the page, with progress, to the verdicts of Node; the model is one for Node', async () => {
    await page.setInputFiles('#good', good);
    await page.click('#fit');
    await page.waitForSelector('#progress:not([hidden])');
    await expect
      .poll(() => page.textContent('#learn-status'), { timeout: hangMs })
      .toMatch(/^Learned from 12 images in/);
    const paths = await distinct();
    const shown = await inspectOnPage(paths);
    await page.screenshot({ path: join(shots, 'browser-demo.png'), fullPage: true });
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
    const saved = join(folder, 'browser.nominal');
    await download.saveAs(saved);
    const theirs = await Detector.load(saved);
    for (const path of paths) {
      const there = shown.get(basename(path));
      expect((await detector.inspect(path)).verdict).toBe(there?.verdict);
      const { imageScore } = await theirs.inspect(path);
      expect(Math.abs((there?.score ?? Number.NaN) - imageScore)).toBeLessThan(1e-3);
    }
    expect(theirs.model.images.map(({ name }) => name)).toEqual(good.map((path) => basename(path)));
    await theirs.close();
  });

  it('a fit can be cancelled, and a wrong file is refused in words', async () => {
    await page.click('#fit');
    await page.click('#cancel');
    await expect
      .poll(() => page.textContent('#learn-status'), { timeout: hangMs })
      .toContain('nothing was learned');
    await page.setInputFiles('#test', join(folder, 'cap.nominal'));
    await expect
      .poll(() => page.textContent('#error'), { timeout: hangMs })
      .toContain('the browser cannot decode it');
  });

  it('the camera gives good parts and parts to inspect', async () => {
    const before = await page.locator('figure').count();
    await page.click('#camera-start');
    await page.waitForSelector('#camera-inspect:not([disabled])');
    await page.click('#camera-inspect');
    await expect.poll(() => page.locator('figure').count(), { timeout: hangMs }).toBe(before + 1);
  });

  it('works without a network after it was loaded once', async () => {
    await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
    await context.setOffline(true);
    await page.reload();
    await compare('cap.nominal');
    await context.setOffline(false);
  });

  it('asked no other origin for anything, broke no rule of its policy and raised no error', () => {
    expect(foreign).toEqual([]);
    expect(wrong).toEqual([]);
  });

  it('plain onnxruntime-web runs an exported file in under 30 lines', async () => {
    const runtime = fileURLToPath(
      new URL('../../node_modules/onnxruntime-web/dist/', import.meta.url),
    );
    const plain = await startStaticServer([examples, folder, runtime]);
    const client = await context.newPage();
    try {
      await client.goto(
        `${plain.url}exported-file.html?model=cap.onnx&image=named/${basename((await distinct())[0])}`,
      );
      await expect.poll(() => client.textContent('output'), { timeout: hangMs }).toMatch(/score/);
      const { imageScore, verdict } = await detector.inspect(tests[0]);
      const text = (await client.textContent('output')) ?? '';
      expect(text).toContain(verdict);
      expect(Number(/score ([\d.]+)/.exec(text)?.[1])).toBeCloseTo(imageScore, 2);
    } finally {
      await client.close();
      await plain.close();
    }
    const source = await readFile(join(examples, 'exported-file.html'), 'utf8');
    expect(source.split('\n').length).toBeLessThanOrEqual(30);
  });
});

describe('the browser module', () => {
  it('has the size that docs/browser.md states at most', async () => {
    const sizes = { scripts: 0, runtime: 0 };
    for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || path.includes('/backbones/')) continue;
      if (path.includes('/ort/')) sizes.runtime += (await stat(path)).size;
      else if (/\.(js|css|html)$/.test(path))
        sizes.scripts += gzipSync(await readFile(path)).length;
    }
    expect(sizes.scripts).toBeLessThan(160 * 1024);
    expect(sizes.runtime).toBeLessThan(14 * 2 ** 20);
  });
});
