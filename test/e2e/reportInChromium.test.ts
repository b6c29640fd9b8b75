import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/detector/index.ts';
import { breachesOf } from './station/testConsole.ts';
import { ReportCollector, type ReportItem, renderReport } from '../../src/report/index.ts';

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
/** Folder for screenshots, for people to look at. */
const shots = fileURLToPath(new URL('../../coverage/screenshots/', import.meta.url));

/** Eight images, two of them judged wrongly, with everything that a page can show about them. */
const evaluation = {
  ...{ dataset: 'bolts', category: 'M8', train: 40, testGood: 4, testDefective: 4 },
  ...{ imageAuroc: 0.9375, imageAveragePrecision: 0.95, f1Max: 0.888, pixelAuroc: 0.97 },
  ...{ pixelAveragePrecision: 0.4, aupro30: 0.9, aupro05: 0.6, segF1: 0.5 },
  ...{ detectionRateAt1: 0.75, detectionRateAt5: 0.75, falseRejectRate: 0.25, detectionRate: 0.75 },
  ...{ accuracy: 0.75, balancedAccuracy: 0.75, bestAccuracy: 0.875, bestBalancedAccuracy: 0.875 },
  intervals: {
    ...{ imageAuroc: [0.7, 1], imageAveragePrecision: [0.7, 1], f1Max: [0.7, 1] },
    ...{ falseRejectRate: [0.05, 0.7], detectionRate: [0.3, 0.95], balancedAccuracy: [0.5, 1] },
    ...{ pixelAuroc: [0.9, 0.99], pixelAveragePrecision: [0.2, 0.6], aupro30: [0.8, 0.95] },
    aupro05: [0.4, 0.8],
  },
  defectTypes: ['dent', 'a scratch along the whole of the thread', 'good', 'rust'].map((type) => ({
    ...{ type, images: 1, imageAuroc: 0.9, detectionRate: 0.5, segF1: 0.5 },
  })),
  falseRejects: [0.001, 0.01, 0.1, 0.5].map((wished) => ({
    ...{ wished, realized: wished < 0.1 ? 0 : wished, unresolved: wished < 0.02 },
  })),
  emptyMasks: [],
  trainedOn: [],
  overlapCurve: [0, 0.1, 0.4, 1].map((rate) => ({ falsePositiveRate: rate, overlap: rate ** 0.3 })),
  ...{ threshold: 5, pixelThreshold: 4, heldRate: 0.01, thresholdExtrapolated: false },
  ...{ fitSeconds: 12.3, msPerImage: 80, peakMegabytes: 400, bankRows: 2000 },
  config: {
    backbone: 'movenet-lightning',
    resize: { height: 256, width: 256 },
    taps: ['block_6_expand_with_a_long_name', 'block_10_expand_with_a_long_name'],
    roi: null,
  },
  backboneSha256: 'ab'.repeat(32),
  images: [1, 2, 3, 6, 4, 7, 8, 9].map((imageScore, i) => ({
    ...{ name: `${i}.png`, defective: i >= 4, defectType: null, imageScore },
  })),
} as unknown as Evaluation;

/** A picture of one color. */
async function jpegBase64(background: string): Promise<string> {
  const create = { width: 48, height: 32, channels: 3, background } as const;
  return (await sharp({ create }).jpeg().toBuffer()).toString('base64');
}

async function writePage(path: string): Promise<void> {
  const [grey, purple, white] = await Promise.all(['#808080', '#57106e', '#fff'].map(jpegBase64));
  const gallery = [4, 5, 6, 7, 3, 2, 1, 0].map((i): ReportItem => {
    const { name, defective, imageScore } = evaluation.images[i];
    return {
      ...{ name, defective, imageScore, pValue: 0.1, regions: [] },
      defectType: defective ? 'good' : null,
      verdict: imageScore > 5 ? 'anomalous' : 'nominal',
      imageJpegBase64: grey,
      heatMapJpegBase64: purple,
      maskJpegBase64: defective ? white : null,
      nearest: i < 7 ? { name: 'good/7.png', jpegBase64: grey } : null,
    };
  });
  const data = new ReportCollector().data(evaluation, `nominal evaluate ${'/deep'.repeat(40)}`);
  const heatScale = { zeroAt: 1, thresholdAt: 4, fullAt: 7 };
  await writeFile(path, renderReport({ ...data, gallery, heatScale }));
}

describe.skipIf(browser === undefined)('a report in Chromium (skipped without Chromium)', () => {
  let root = '';
  let context: BrowserContext;
  let page: Page;
  const wrong: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nominal-report-'));
    await mkdir(shots, { recursive: true });
    await writePage(join(root, 'report.html'));
    context = await chromium.launchPersistentContext(join(root, 'profile'), {
      executablePath: browser ?? '',
      args: flags,
      locale: 'en-GB',
      hasTouch: true,
    });
    context.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) requests.push(request.url());
    });
    page = await context.newPage();
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
    });
  });
  afterAll(async () => {
    await context.close();
    await rm(root, { recursive: true });
  });
  beforeEach(async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(pathToFileURL(join(root, 'report.html')).href);
  });
  afterEach(() => {
    expect(wrong.splice(0)).toEqual([]);
    expect(requests.splice(0)).toEqual([]);
  });

  const shown = () => page.locator('.card:visible h3').allTextContents();
  const heading = () => page.getByRole('dialog').getByRole('heading').textContent();
  const boxesOf = async (selector: string) =>
    Promise.all((await page.locator(selector).all()).map((element) => element.boundingBox()));
  const magnification = () => page.locator('dialog').getAttribute('data-scale');
  const open = async (name: string) => {
    await page.getByRole('button', { name: `Enlarge ${name}` }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
  };

  /** Number of pixels of the whole page that have a color, within rounding. */
  const pixelsOf = async (name: string, [r, g, b]: readonly [number, number, number]) => {
    const image = await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
    const { data } = await sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    let count = 0;
    for (let i = 0; i < data.length; i += 3) {
      const near = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b);
      if (near <= 6) count++;
    }
    return count;
  };

  it('draws charts in the colors of the page, which its own security policy lets through', async () => {
    expect(await page.locator('svg.plot').count()).toBe(7);
    // Good is blue and defective vermilion; the pictures of the gallery are gray.
    expect(await pixelsOf('report', [0x00, 0x72, 0xb2])).toBeGreaterThan(2000);
    expect(await pixelsOf('report', [0xd5, 0x5e, 0x00])).toBeGreaterThan(1000);
    expect(await pixelsOf('report', [0x80, 0x80, 0x80])).toBeGreaterThan(5000);
  });

  it('is dark where the system is', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await pixelsOf('report-dark', [0xff, 0xff, 0xff])).toBeLessThan(100_000);
    expect(await pixelsOf('report-dark', [0x56, 0xb4, 0xe9])).toBeGreaterThan(2000);
  });

  it('filters by the truth, not by the name of a defect', async () => {
    expect(await shown()).toHaveLength(8);
    for (const [filter, names] of [
      ['wrong', ['4.png', '3.png']],
      ['good', ['3.png', '2.png', '1.png', '0.png']],
      ['defective', ['4.png', '5.png', '6.png', '7.png']],
    ] as const) {
      const button = page.getByRole('button', { name: `${filter} ${names.length}` });
      await button.click();
      expect(await shown()).toEqual(names);
      expect(await button.getAttribute('aria-pressed')).toBe('true');
    }
  });

  it('enlarges by Enter: image, map and mask side by side, with name and verdict', async () => {
    await open('4.png');
    expect(await heading()).toBe('4.png');
    const about = await page.locator('dialog [aria-live]').textContent();
    for (const text of ['defective: good', 'nominal', 'missed', 'score 4', '1 of 8'])
      expect(about).toContain(text);
    const boxes = await boxesOf('dialog .pane:not([hidden]) img');
    expect(boxes).toHaveLength(3);
    expect(new Set(boxes.map((box) => box?.y)).size).toBe(1);
    // Pictures of 48 pixels fill a third of the window each.
    for (const box of boxes) expect(box?.width).toBeGreaterThan(400);
    await page.screenshot({ path: join(shots, 'report-zoom.png') });
  });

  it('goes to other images by arrow keys, among those that the filter shows', async () => {
    await page.getByRole('button', { name: 'wrong 2' }).click();
    await open('4.png');
    await page.keyboard.press('ArrowRight');
    expect(await heading()).toBe('3.png');
    expect(await page.locator('dialog img:visible').count()).toBe(2);
    await page.keyboard.press('ArrowRight');
    expect(await heading()).toBe('3.png');
    await page.keyboard.press('ArrowLeft');
    expect(await heading()).toBe('4.png');
  });

  it('closes by Escape, and the focus is on the card that was shown last', async () => {
    await open('4.png');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').isVisible()).toBe(false);
    const focused = () => page.locator(':focus .unseen').textContent();
    await expect.poll(focused).toBe('Enlarge 5.png');
  });

  it('magnifies all pictures alike by keys and by the wheel, and moves them by dragging', async () => {
    await open('4.png');
    const transforms = async () =>
      Promise.all(
        (await page.locator('dialog img').all()).map((image) => image.getAttribute('style')),
      );
    await page.keyboard.press('+');
    expect(await magnification()).toBe('1.50');
    const before = await transforms();
    expect(new Set(before).size).toBe(1);
    await page.mouse.move(300, 400);
    await page.mouse.down();
    await page.mouse.move(315, 410);
    await page.mouse.move(330, 420);
    await page.mouse.up();
    const after = await transforms();
    expect(after[0]).not.toBe(before[0]);
    expect(new Set(after).size).toBe(1);
    // A click on a picture closes nothing.
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
    await page.keyboard.press('0');
    expect(await magnification()).toBe('1.00');
    await page.mouse.wheel(0, -400);
    await expect.poll(async () => Number(await magnification())).toBeGreaterThan(2);
    await page.keyboard.press('-');
    expect(Number(await magnification())).toBeLessThan(2);
  });

  it('enlarges by two fingers', async () => {
    await open('4.png');
    const [box] = await boxesOf('dialog .frame');
    if (box === null) throw new RangeError('no picture');
    const session = await context.newCDPSession(page);
    const y = box.y + box.height / 2;
    const fingers = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number | null) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          apart === null
            ? []
            : [-1, 1].map((side, id) => ({ x: box.x + box.width / 2 + side * apart, y, id })),
      });
    await fingers('touchStart', 40);
    for (const apart of [60, 80, 100, 120]) await fingers('touchMove', apart);
    await fingers('touchEnd', null);
    await expect.poll(async () => Number(await magnification())).toBeGreaterThan(2.5);
    // One finger moves it then, and enlarges nothing.
    const before = await magnification();
    await fingers('touchStart', 40);
    await fingers('touchEnd', null);
    expect(await magnification()).toBe(before);
  });

  it('shows and hides the map and the nearest good image, by keys and buttons', async () => {
    await open('4.png');
    const captions = () => page.locator('dialog .pane:visible .what').allTextContents();
    expect(await captions()).toEqual(['image', 'anomaly map', 'true defect']);
    await page.keyboard.press('n');
    expect((await captions()).at(-1)).toBe('nearest good image: good/7.png');
    await page.getByRole('button', { name: 'Map', exact: true }).click();
    expect(await captions()).not.toContain('anomaly map');
    await page.keyboard.press('m');
    // What is shown stays so from image to image; one without a nearest good image has nothing to show.
    await page.keyboard.press('ArrowRight');
    expect(await captions()).toHaveLength(4);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await captions()).toHaveLength(3);
    await expect
      .poll(() => page.getByRole('button', { name: 'Nearest good image' }).isDisabled())
      .toBe(true);
  });

  it('holds in the address what is open and which images are shown: reload, back, a link', async () => {
    await page.getByRole('button', { name: 'wrong 2' }).click();
    await open('4.png');
    await page.keyboard.press('ArrowRight');
    expect(await heading()).toBe('3.png');
    expect(page.url()).toMatch(/#show=wrong&image=5$/);
    await page.reload();
    expect(await heading()).toBe('3.png');
    expect(await shown()).toEqual(['4.png', '3.png']);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).toMatch(/#show=wrong$/);
    await open('4.png');
    await page.goBack();
    await expect.poll(() => page.getByRole('dialog').isVisible()).toBe(false);
    expect(await shown()).toEqual(['4.png', '3.png']);
  });

  it('speaks the language that is chosen, and keeps it in the address', async () => {
    for (const [lang, texts] of [
      [
        'de',
        ['Überblick', 'Bild-AUROC', 'Pseudoausschuss', 'fehlerhaft: good', 'gute aussortiert'],
      ],
      ['zh', ['概要', '图像 AUROC', '误剔', '不良品：good', '良品误剔率']],
      ['ja', ['概要', '画像の AUROC', '過検出', '不良品：good', '過検出率']],
    ] as const) {
      await page.locator('.language').selectOption(lang);
      const all = (await page.locator('body').textContent()) ?? '';
      for (const text of texts) expect(all, lang).toContain(text);
      expect(await page.locator('html').getAttribute('lang')).toMatch(new RegExp(`^${lang}`));
      // What is still English are names, the machine and the command.
      const english = await page.evaluate<string[]>(
        `[...document.querySelectorAll('[data-say]')].map((it) => it.textContent).filter((it) => /\\b(the|of|and|is|found|shown)\\b/.test(it))`,
      );
      expect(english, lang).toEqual([]);
      await page.screenshot({ path: join(shots, `report-${lang}.png`), fullPage: true });
      const wide = 'document.documentElement.scrollWidth - innerWidth';
      expect(await page.evaluate<number>(wide), lang).toBeLessThanOrEqual(0);
    }
    await page.locator('.card .zoom').first().click();
    await page.getByText('1 / 8').waitFor();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByText('概要').waitFor();
    await page.locator('.language').selectOption('en');
    await page.getByText('Summary').waitFor();
  });

  it('fits a phone of 400 pixels: nothing sticks out, labels stay readable, the zoom stacks', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    const widthPx = () => page.evaluate<number>('document.documentElement.scrollWidth');
    expect(await widthPx()).toBe(400);
    const text = page.locator('.chart.wide svg text').first();
    const heightPx = async () => (await text.boundingBox())?.height ?? 0;
    expect(await heightPx()).toBeGreaterThan(10);
    await page.screenshot({ path: join(shots, 'report-phone.png'), fullPage: true });
    await open('4.png');
    expect(await widthPx()).toBe(400);
    const frames = await boxesOf('dialog .pane:not([hidden]) .frame');
    expect(new Set(frames.map((box) => box?.x)).size).toBe(1);
  });

  it.each([1440, 1400, 1280, 1050, 700])(
    'cuts off no chart in a window of %i pixels',
    async (width) => {
      await page.setViewportSize({ width, height: 900 });
      const cut = await page.evaluate<number>(
        '[...document.querySelectorAll(".chart .scroll")].filter((it) => it.scrollWidth > it.clientWidth).length',
      );
      expect(cut).toBe(0);
    },
  );

  it.each(['light', 'dark'] as const)(
    'breaks no rule of accessibility, %s, with the viewer open and closed',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      for (const width of [1440, 1024, 390]) {
        await page.setViewportSize({ width, height: 844 });
        expect(await breachesOf(page), `${width}`).toEqual([]);
        await open('4.png');
        await page.keyboard.press('n');
        expect(await breachesOf(page), `${width}, viewer`).toEqual([]);
        await page.keyboard.press('n');
        await page.keyboard.press('Escape');
      }
    },
  );

  it('prints on paper', async () => {
    const pdf = await page.pdf({ path: join(shots, 'report.pdf'), format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });
});
