import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rateCurve } from '../../src/report/charts/rateCurve.ts';
import { scoreHistogram } from '../../src/report/charts/scoreHistogram.ts';
import type { ReportData } from '../../src/report/index.ts';
import { renderReport } from '../../src/report/index.ts';

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find((name) => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

describe.skipIf(browser === undefined)('a report in Chromium (skipped without Chromium)', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nominal-report-'));
    const picture = await sharp({
      create: { width: 32, height: 32, channels: 3, background: '#808080' },
    })
      .jpeg()
      .toBuffer();
    const base64 = picture.toString('base64');
    const data: ReportData = {
      title: 'Bolts',
      generatedBy: 'nominal',
      summary: [{ label: 'Image AUROC', value: 0.99, kind: 'score', interval: [0.98, 1] }],
      charts: [
        { title: 'Scores', svg: scoreHistogram([1, 1.1, 1.2], [2, 3], 1.5), wide: true },
        {
          title: 'ROC',
          svg: rateCurve(
            'ROC curve',
            [
              [0, 0],
              [0, 0.9],
              [1, 1],
            ],
            { x: 'x', y: 'y' },
          ),
        },
      ],
      galleryNote: 'The hardest images.',
      gallery: ['good', 'dent'].map((label) => ({
        name: `${label}.png`,
        label,
        verdict: 'nominal',
        imageScore: 1,
        pValue: 0.5,
        imageJpegBase64: base64,
        overlayJpegBase64: base64,
        maskJpegBase64: null,
        regions: [],
      })),
      configuration: [{ label: 'seed', value: 0 }],
      command: 'nominal evaluate bolts --report report.html',
    };
    await writeFile(join(root, 'report.html'), renderReport(data));
  });
  afterAll(() => rm(root, { recursive: true }));

  const run = (...args: readonly string[]) =>
    promisify(execFile)(browser ?? '', [
      ...[
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${join(root, 'profile')}`,
      ],
      ...args,
      pathToFileURL(join(root, 'report.html')).href,
    ]);

  /** How many pixels of the page have a color, within rounding. */
  const pixelsOf = async (file: string, [r, g, b]: readonly [number, number, number]) => {
    const { data } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    let count = 0;
    for (let i = 0; i < data.length; i += 3) {
      const near = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b);
      if (near <= 6) count++;
    }
    return count;
  };

  it('draws charts in the colors of the page, which its own security policy lets through', async () => {
    const file = join(root, 'screen.png');
    await run(`--screenshot=${file}`, '--window-size=1300,2000');
    // Good is blue and defective vermilion; the pictures of the gallery are grey.
    expect(await pixelsOf(file, [0x00, 0x72, 0xb2])).toBeGreaterThan(2000);
    expect(await pixelsOf(file, [0xd5, 0x5e, 0x00])).toBeGreaterThan(1000);
    expect(await pixelsOf(file, [0x80, 0x80, 0x80])).toBeGreaterThan(5000);
  });

  it('runs its script: of two images the filters count one as wrong', async () => {
    const { stdout } = await run('--dump-dom');
    expect(stdout).toMatch(/data-filter="wrong"[^>]*>wrong <span class="count">1</);
    expect(stdout.match(/<svg /g)).toHaveLength(2);
    expect(stdout).not.toContain('Refused to');
  });

  it('prints on paper', async () => {
    const file = join(root, 'report.pdf');
    await run(`--print-to-pdf=${file}`, '--no-pdf-header-footer');
    const { stdout } = await promisify(execFile)('head', ['-c', '5', file]);
    expect(stdout).toBe('%PDF-');
  });
});
