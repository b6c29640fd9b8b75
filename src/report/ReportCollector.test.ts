import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RgbImage } from '../core/image/index.ts';
import { Grid } from '../core/tensor/index.ts';
import type { Sample } from '../datasets/index.ts';
import type { Evaluation, Inspection } from '../detector/index.ts';
import { ReportCollector } from './ReportCollector.ts';

/** The parts of an evaluation that are used. */
const evaluation = {
  dataset: 'bolts',
  category: 'M8',
  images: [true, false].map((defective) => ({ defective, imageScore: defective ? 2 : 1 })),
  intervals: {},
  falseRejects: [{ wished: 0.01, realized: 0, unresolved: false }],
  defectTypes: [],
  overlapCurve: null,
  emptyMasks: [],
  trainedOn: [],
  testGood: 1,
  testDefective: 1,
  config: {},
  backboneSha256: 'ab',
} as unknown as Evaluation;

const sampleOf = (path: string, more: Partial<Sample> = {}): Sample => ({
  ...{ path, label: 'good', defectType: null, mask: null, split: 'test' },
  ...more,
});

/** An inspection of a grey image whose map has one value, except for one pixel in the middle. */
function inspectionOf(height: number, width: number, imageScore: number, peak: number): Inspection {
  const map = new Grid(height, width, new Float32Array(height * width).fill(1));
  map.data[Math.floor(height / 2) * width + Math.floor(width / 2)] = peak;
  return {
    image: new RgbImage(height, width, new Uint8Array(height * width * 3).fill(128)),
    anomalyMap: () => map,
    verdict: 'nominal',
    imageScore,
    pValue: 0.5,
    regions: [],
    explain: () => [],
    // Good pixels are 1, and pixels from 3 on are marked.
    heatScale: { zeroAt: 1, thresholdAt: 3, fullAt: 5 },
  } as unknown as Inspection;
}

async function pixelsOf(base64: string) {
  const { data, info } = await sharp(Buffer.from(base64, 'base64'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { height: info.height, width: info.width, channels: info.channels, data };
}

async function itemsOf(entries: readonly (readonly [Sample, Inspection])[], galleryImages = 24) {
  const collector = new ReportCollector({ galleryImages });
  for (const [sample, inspection] of entries) await collector.add(sample, inspection);
  return collector.data(evaluation, 'command').gallery;
}

describe('ReportCollector', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nominal-collector-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('shows heat where a defect was missed: below the threshold too', async () => {
    const [item] = await itemsOf([[sampleOf('a.png'), inspectionOf(1, 64, 1, 1)]]);
    const [higher] = await itemsOf([[sampleOf('a.png'), inspectionOf(1, 1, 1, 2.5)]]);
    const calm = (await pixelsOf(item.heatMapJpegBase64)).data;
    const warm = (await pixelsOf(higher.heatMapJpegBase64)).data;
    expect(warm[0]).toBeGreaterThan(calm[0] + 20);
    // Not the grey of the image.
    expect(Math.abs(calm[1] - calm[0])).toBeGreaterThan(20);
  });

  it('shrinks all three pictures of a large image, and keeps a defect of one pixel', async () => {
    const [height, width] = [1500, 2000];
    const mask = Buffer.alloc(height * width);
    mask[750 * width + 1000] = 255;
    const path = join(folder, 'mask.png');
    await sharp(mask, { raw: { height, width, channels: 1 } })
      .png()
      .toFile(path);
    // Only its header is read: it gives the orientation of the mask.
    const image = join(folder, 'large.png');
    await sharp(mask, { raw: { height, width, channels: 1 } })
      .png()
      .toFile(image);
    const sample = sampleOf(image, {
      label: 'defective',
      mask: { kind: 'files', paths: [path], defective: 'bright' },
    });
    const [item] = await itemsOf([[sample, inspectionOf(height, width, 1, 9)]]);
    for (const picture of [item.imageJpegBase64, item.heatMapJpegBase64, item.maskJpegBase64]) {
      const { height: high, width: wide } = await pixelsOf(picture ?? '');
      expect([high, wide]).toEqual([768, 1024]);
    }
    const { data, channels } = await pixelsOf(item.maskJpegBase64 ?? '');
    expect(data[(384 * 1024 + 512) * channels]).toBeGreaterThan(120);
  });

  it('does not enlarge a small image', async () => {
    const [item] = await itemsOf([[sampleOf('a.png'), inspectionOf(30, 20, 1, 1)]]);
    const { height, width } = await pixelsOf(item.imageJpegBase64);
    expect([height, width]).toEqual([30, 20]);
  });

  it('takes the truth from the label, not from the name of a defect', async () => {
    const named = sampleOf('a.png', { label: 'defective', defectType: 'good' });
    const [item] = await itemsOf([[named, inspectionOf(4, 4, 1, 1)]]);
    expect(item).toMatchObject({ defective: true, defectType: 'good' });
  });

  it('keeps the hardest: defective ones that score low, then good ones that score high', async () => {
    const entries = [1, 5, 3, 2, 4].flatMap((score) =>
      (['good', 'defective'] as const).map(
        (label) =>
          [sampleOf(`${label}-${score}.png`, { label }), inspectionOf(4, 4, score, 1)] as const,
      ),
    );
    const items = await itemsOf(entries, 2);
    expect(items.map(({ name }) => name)).toEqual([
      'defective-1.png',
      'defective-2.png',
      'good-5.png',
      'good-4.png',
    ]);
  });
});
