import { resolveFitConfig, resolveRuntimeConfig } from '../../dist/config/index.js';
import { auroc } from '../../dist/core/index.js';
import { shuffled } from '../shared/shuffled.mjs';
import { cachedPipeline } from './cachedPipeline.mjs';
import { fitWith } from './fitWith.mjs';
import { inspectAll } from './inspectAll.mjs';
import { splitsOf } from './splits.mjs';

/** Screens nothing, patches, or images. */
/** @type {{ screen?: number, screenImages?: number }[]} */
export const ways = [{}, { screen: 0.1 }, { screenImages: 0.1 }];

/** Measures what 10 % defective images among the training images cost, and what screening does then and without them. */
export async function measureScreening(experiment, data) {
  const config = resolveFitConfig(experiment.options);
  const pipeline = await cachedPipeline(config, resolveRuntimeConfig());
  const { splits, defective } = await splitsOf(experiment, data);
  const results = [];
  for (const { seed, train, heldOut } of splits) {
    const order = shuffled(defective, 200 + seed);
    // A tenth of all training images is a ninth of the good ones.
    const mixedIn = order.slice(0, Math.round(train.length / 9));
    const test = order.slice(mixedIn.length);
    const measure = async (images, way) => {
      const options = { ...config, seed, ...way };
      const detector = await fitWith(images, options, pipeline);
      const score = ({ imageScore }) => imageScore;
      const good = await inspectAll(detector, heldOut, score);
      const bad = await inspectAll(detector, test, score);
      return auroc([...good, ...bad], [...good.map(() => false), ...bad.map(() => true)]);
    };
    const clean = [];
    const mixed = [];
    for (const way of ways) {
      clean.push(await measure(train, way));
      mixed.push(await measure([...train, ...mixedIn], way));
    }
    results.push({
      mixedIn: mixedIn.length,
      test: test.length,
      heldOut: heldOut.length,
      clean,
      mixed,
    });
    console.log(
      'screening',
      experiment.name,
      seed,
      clean.map((a) => a.toFixed(4)),
      mixed.map((a) => a.toFixed(4)),
    );
  }
  await pipeline.close();
  return results;
}
