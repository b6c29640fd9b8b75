import { resolveFitConfig, resolveRuntimeConfig } from '../../dist/config/index.js';
import { openDataset } from '../../dist/index.js';
import { categoryNames, generateDataset } from '../../dist/demo/index.js';
import { shuffled } from '../shared/shuffled.mjs';
import { cachedPipeline } from './cachedPipeline.mjs';
import { fitWith } from './fitWith.mjs';
import { inspectAll } from './inspectAll.mjs';

/** Terrazzo is younger than the figures that these are compared with. */
const generated = categoryNames.filter((name) => name !== 'terrazzo');
const side = 192;

/** Random splits of each photographed set: one split of a few dozen images is luck. */
const splits = 5;

/** Scores of good and defective test images for every split of every category. */
export async function measureRule({ options }, data) {
  const config = resolveFitConfig(options);
  const results = [];
  for (const [category, sets] of categories(data)) {
    const pipeline = await cachedPipeline(config, resolveRuntimeConfig());
    for (const { train, good, defective } of await sets()) {
      const detector = await fitWith(train, config, pipeline);
      const score = ({ imageScore }) => imageScore;
      results.push({
        category,
        train: train.length,
        calibration: [...detector.model.calibration.imageScores],
        good: await inspectAll(detector, good, score),
        defective: await inspectAll(detector, defective, score),
      });
      console.log('rule', category);
    }
    await pipeline.close();
  }
  return results;
}

/** @returns {Generator<[string, () => Promise<any[]>]>} */
function* categories(data) {
  for (const category of generated) yield [category, async () => [drawn(category)]];
  yield ['plies', () => photographed('plies', data)];
  yield ['mtd', () => photographed('mtd', data)];
}

function drawn(category) {
  const sets = { train: [], good: [], defective: [] };
  const counts = { trainGood: 60, testGood: 40, testDefective: 40 };
  for (const { split, label, image } of generateDataset({
    category,
    seed: 7,
    height: side,
    width: side,
    ...counts,
  })) {
    const frame = { height: side, width: side, channels: 3, data: image.data };
    sets[split === 'train' ? 'train' : label === 'good' ? 'good' : 'defective'].push(frame);
  }
  return sets;
}

async function photographed(name, data) {
  const [category] = await openDataset(`${data}/${name}`, { seed: 0 });
  const paths = (samples) => samples.map(({ path }) => path);
  const size = name === 'mtd' ? 100 : 60;
  const pool = shuffled(paths(category.train), 0).slice(0, size + 60);
  const defective = shuffled(paths(category.testDefective), 2).slice(0, 60);
  return Array.from({ length: splits }, (_, seed) => {
    const train = shuffled(pool, seed);
    return { train: train.slice(0, size), good: train.slice(size), defective };
  });
}
