import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProductRuntime } from '../../../backbone/ort/index.ts';
import { resolveFitConfig } from '../../../config/index.ts';
import { Random } from '../../../core/random/index.ts';
import { Matrix } from '../../../core/tensor/index.ts';
import type { MeasuredImage } from '../../scoring/Scorer.ts';
import { FeatureStore } from '../bank/FeatureStore.ts';
import { measureImages } from './measureImages.ts';

const config = resolveFitConfig();
const images = 5;
const side = 6;
const columns = 20;

describe('training images that are measured on threads', () => {
  let store: FeatureStore;
  let products: ProductRuntime;
  beforeEach(async () => {
    const random = new Random(3);
    products = await ProductRuntime.open(1);
    store = await FeatureStore.create(columns);
    for (let image = 0; image < images; image++) {
      const values = Float32Array.from({ length: side * side * columns }, () => random.gaussian());
      await store.append({
        features: new Matrix(side * side, columns, values),
        grid: { height: side, width: side },
        input: { height: 8 * side, width: 8 * side },
        cells: null,
        weights: null,
        zones: null,
      });
    }
  });
  afterEach(async () => {
    await store.close();
    await products.close();
  });

  const bank = {
    rows: Uint32Array.from({ length: images * side * side }, (_, row) => row),
    places: null,
    leftOut: (image: number) =>
      Uint32Array.from({ length: side * side }, (_, patch) => image * side * side + patch),
  };
  const measured = async (pairsForThreads: number) => {
    const all: MeasuredImage[] = [];
    const fitting = { config, store, products, threads: 2 };
    for await (const image of measureImages(fitting, bank, pairsForThreads)) all.push(image);
    return all;
  };

  it('have the same scores, in the same order', async () => {
    const here = await measured(Infinity);
    expect(here).toHaveLength(images);
    expect(new Set(here.map(({ patchScores }) => patchScores.data[0])).size).toBe(images);
    const [scores] = here.map(({ patchScores }) => patchScores.data);
    expect(Math.min(...scores)).toBeGreaterThan(0);
    expect(here).toMatchObject(await measured(0));
  });
});
