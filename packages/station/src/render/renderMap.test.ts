import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickOptions, temporaryFolder } from '../../../../test/e2e/parts.ts';
import type { FitOptions } from 'nominal-vision/internal/config';
import { sampleGrid } from 'nominal-vision/internal/core/image';
import { generatePart } from 'nominal-vision/internal/demo';
import { fit, type Detector } from 'nominal-vision/internal/detector';
import { encodePng } from 'nominal-vision/internal/image';
import { LoadedModel } from '../../../../src/inspector/LoadedModel.ts';
import type { Judgement } from 'nominal-vision/internal/decision';
import { mapOf, renderMap } from './renderMap.ts';

const HEIGHT = 96;
const WIDTH = 112;

describe('the map of a kept decision', () => {
  let folder = '';
  let paths: string[] = [];
  let scratched = '';
  let leftHalf = '';

  beforeAll(async () => {
    folder = await temporaryFolder();
    const write = async (index: number, defect: 'scratch' | null) => {
      const path = join(folder, `${index}.png`);
      const size = { height: HEIGHT, width: WIDTH };
      const { image } = generatePart({ category: 'tile', seed: 1, index, ...size, defect });
      await writeFile(path, await encodePng(image));
      return path;
    };
    paths = await Promise.all(Array.from({ length: 8 }, (_, index) => write(index, null)));
    scratched = await write(20, 'scratch');
    leftHalf = join(folder, 'roi.png');
    const mask = Uint8Array.from({ length: HEIGHT * WIDTH }, (_, i) =>
      i % WIDTH < WIDTH / 2 ? 255 : 0,
    );
    await sharp(mask, { raw: { height: HEIGHT, width: WIDTH, channels: 1 } })
      .png()
      .toFile(leftHalf);
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** What the station keeps of an image. */
  async function judgementOf(detector: Detector, image: string): Promise<Judgement> {
    const modelPath = join(folder, 'model.nominal');
    await detector.save(modelPath);
    return new Promise((resolve, reject) => {
      const listener = {
        judged: (_id: number, judgement: Judgement) => resolve(judgement),
        failed: (_id: number, error: Error) => reject(error),
        models: () => undefined,
      };
      const request = { type: 'inspect', id: 1, modelId: 'm', modelPath, image } as const;
      LoadedModel.load({ ...request, falseRejectRate: null }, { threads: 1 }, listener).then(
        async (model) => {
          model.inspect({ ...request, falseRejectRate: null });
          await model.close();
        },
        reject,
      );
    });
  }

  const kinds: [string, () => FitOptions][] = [
    ['a plain model', () => ({})],
    ['a model with a region of interest', () => ({ roi: leftHalf })],
    ['a model in tiles', () => ({ resize: null, crop: null, tile: 64, overlap: 16 })],
    ['a model of padded images', () => ({ fit: 'pad' })],
  ];

  it.each(kinds)('of %s is the map that it was judged by', async (_name, options) => {
    const detector = await fit(paths, { ...quickOptions, ...options() });
    try {
      const { patchScores, details } = await judgementOf(detector, scratched);
      const { anomalyMap } = await detector.inspect(scratched);
      const map = sampleGrid(mapOf(patchScores, details), details.sourceBox, HEIGHT, WIDTH);
      const judged = anomalyMap();
      for (const [i, value] of map.data.entries()) expect(value).toBeCloseTo(judged.data[i], 4);
    } finally {
      await detector.close();
    }
  });

  it('is clear where nothing is inspected, however strange it looks there', async () => {
    const detector = await fit(paths, { ...quickOptions, roi: leftHalf });
    try {
      const { patchScores, details } = await judgementOf(detector, scratched);
      const loud = new Float32Array(patchScores.length).fill(1e6);
      const png = await renderMap(loud, details);
      const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
      const alpha = (x: number) => data[((info.height >> 1) * info.width + x) * 4 + 3];
      expect(alpha(Math.floor(info.width * 0.25))).toBe(255);
      expect(alpha(Math.floor(info.width * 0.75))).toBe(0);
    } finally {
      await detector.close();
    }
  });
});
