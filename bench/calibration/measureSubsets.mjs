import { resolveFitConfig, resolveRuntimeConfig } from '../../dist/config/index.js';
import { generateDataset } from '../../dist/demo/index.js';
import { openDataset } from '../../dist/index.js';
import { shuffled } from '../shared/shuffled.mjs';
import { cachedPipeline } from './cachedPipeline.mjs';
import { fitWith } from './fitWith.mjs';
import { inspectAll } from './inspectAll.mjs';

/** Wished rates; those that the images do not resolve are measured once, as the lowest that they do. */
export const subsetRates = [0.01, 0.02, 0.05, 0.1, 0.2];

const side = 192;
const held = 60;

/**
 * Thresholds of models of few images, random ones of each set: how many of all other good images they
 * reject, and how many defective ones they find.
 */
export async function measureSubsets({ dataset, generated, sizes, splits, defective }, data) {
  const config = resolveFitConfig({});
  const pipeline = await cachedPipeline(config, resolveRuntimeConfig());
  const images =
    generated === undefined
      ? await photographed(`${data}/${dataset}`, defective)
      : drawn(generated, Math.max(...sizes) + held, defective);
  const results = [];
  for (const size of sizes) {
    for (let seed = 0; seed < splits; seed++) {
      const order = shuffled(images.good, 500 + seed);
      const detector = await fitWith(order.slice(0, size), { ...config, seed }, pipeline);
      const score = ({ imageScore }) => imageScore;
      const thresholds = subsetRates.map((rate) => {
        detector.setFalseRejectRate(rate);
        const { threshold, heldRate } = detector.summary;
        return { rate, threshold, heldRate };
      });
      results.push({
        size,
        seed,
        thresholds,
        byPlace: detector.model.places !== null,
        calibration: [...detector.model.calibration.imageScores],
        heldOut: await inspectAll(detector, order.slice(size), score),
        defective: await inspectAll(detector, images.defective, score),
      });
      console.log('subsets', dataset ?? generated, size, seed);
    }
  }
  await pipeline.close();
  return results;
}

async function photographed(path, count) {
  const [category] = await openDataset(path, { seed: 0 });
  const paths = (samples) => samples.map((sample) => sample.path);
  // MTD has more good images than are needed; the same ones are used in all splits.
  const good = shuffled(paths(category.train), 0).slice(0, 160 + 2 * held);
  return { good, defective: shuffled(paths(category.testDefective), 2).slice(0, count) };
}

function drawn(category, good, defective) {
  const images = { good: [], defective: [] };
  const counts = { trainGood: good, testGood: 0, testDefective: defective };
  const size = { height: side, width: side };
  for (const { label, image } of generateDataset({ category, seed: 7, ...size, ...counts })) {
    images[label === 'good' ? 'good' : 'defective'].push({
      ...size,
      channels: 3,
      data: image.data,
    });
  }
  return images;
}
