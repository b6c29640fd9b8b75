import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveFitConfig, resolveRuntimeConfig } from '../../src/config/index.ts';
import { planPreprocess, preprocess } from '../../src/core/image/index.ts';
import { NeighborSearch } from '../../src/core/neighbors/index.ts';
import { anomalyMap } from '../../src/core/scoring/index.ts';
import { Grid, Matrix } from '../../src/core/tensor/index.ts';
import { joinParts } from '../../src/detector/features/ExtractedImage.ts';
import { Pipeline } from '../../src/detector/features/Pipeline.ts';
import { decodeImage } from '../../src/image/index.ts';
import { readNpy } from './readNpy.ts';
import { sharedFolder } from './sharedFolder.ts';

const folder = `${sharedFolder}oracle/end-to-end/`;
const backbone = `${sharedFolder}backbones/resnet50v2-imagenet`;
const absent = !existsSync(folder) || !existsSync(backbone);

interface Expected {
  readonly train: readonly string[];
  readonly test: readonly string[];
  readonly image_scores: readonly number[];
}

const floats = (name: string) => readNpy(`${folder}${name}.npy`).data as Float32Array;

/** Largest difference relative to the largest expected value. */
function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]));
    difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
  }
  return difference / largest;
}

describe.skipIf(absent)(
  'the whole pipeline against the original implementation (skipped without ../shared)',
  () => {
    let expected: Expected;
    let pipeline: Pipeline;
    let search: NeighborSearch;
    let first: Matrix;

    beforeAll(async () => {
      expected = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) as Expected;
      const config = resolveFitConfig({ backbone, resize: 256, crop: 224 });
      pipeline = await Pipeline.open(config, resolveRuntimeConfig({ threads: 2 }), null);
      const bank = Matrix.zeros(expected.train.length * 784, 1024);
      for (const [i, path] of expected.train.entries()) {
        const [{ parts }] = await pipeline.extract([await pipeline.prepare(sharedFolder + path)]);
        const { features } = await joinParts(parts);
        bank.data.set(features.data, i * features.data.length);
      }
      search = await NeighborSearch.build(bank, { products: pipeline.products });
      ({ features: first } = await pipeline.backbone.extract(floats('input_0'), 1, 224, 224));
    });
    afterAll(() => pipeline?.close());

    it('patch features of the given input tensor agree to 1e-3', () => {
      expect(relativeError(first.data, floats('patch_features_0'))).toBeLessThan(1e-3);
    });

    it('preprocessing agrees with PIL within 2 grey levels, and 0.5 on average', async () => {
      const image = await decodeImage(sharedFolder + expected.test[0]);
      const plan = planPreprocess(image, { resize: 256, crop: 224 });
      const { data } = preprocess(image, plan);
      const { mean, std } = pipeline.backbone.manifest.input;
      const input = floats('input_0');
      let largest = 0;
      let sum = 0;
      for (let i = 0; i < data.length; i++) {
        const channel = i % 3;
        const level =
          (input[channel * 224 * 224 + Math.floor(i / 3)] * std[channel] + mean[channel]) * 255;
        const difference = Math.abs(data[i] - level);
        largest = Math.max(largest, difference);
        sum += difference;
      }
      expect(largest).toBeLessThanOrEqual(2);
      expect(sum / data.length).toBeLessThanOrEqual(0.5);
    });

    it('patch scores, image scores and maps from the JPEG files agree to 3 %', async () => {
      const patchScores = floats('patch_scores');
      const maps = floats('anomaly_maps');
      for (const [i, path] of expected.test.entries()) {
        const [{ parts }] = await pipeline.extract([await pipeline.prepare(sharedFolder + path)]);
        const { features } = await joinParts(parts);
        // The original keeps squared distances.
        const squared = (await search.nearest(features)).distances.map((distance) => distance ** 2);
        expect(relativeError(squared, patchScores.subarray(i * 784, (i + 1) * 784))).toBeLessThan(
          0.03,
        );
        const score = squared.reduce((a, b) => Math.max(a, b));
        expect(Math.abs(score / expected.image_scores[i] - 1)).toBeLessThan(0.03);
        const map = anomalyMap(new Grid(28, 28, squared), 224, 224, 4);
        expect(relativeError(map.data, maps.subarray(i * 50176, (i + 1) * 50176))).toBeLessThan(
          0.03,
        );
      }
    });

    it('the map of the original patch scores is the original map', () => {
      const scores = new Grid(28, 28, floats('patch_scores').slice(0, 784));
      const map = anomalyMap(scores, 224, 224, 4);
      expect(relativeError(map.data, floats('anomaly_maps').subarray(0, 50176))).toBeLessThan(1e-5);
    });
  },
);
