import { resolveFitConfig, resolveRuntimeConfig } from '../../dist/config/index.js';
import { auroc } from '../../dist/core/index.js';
import { update } from '../../dist/detector/revise/update.js';
import { cachedPipeline } from './cachedPipeline.mjs';
import { fitWith, openWith } from './fitWith.mjs';
import { inspectAll } from './inspectAll.mjs';
import { splitsOf } from './splits.mjs';

/** Compares updated models with models fitted again from the same images. */
export async function measureUpdate(experiment, data) {
  const config = resolveFitConfig(experiment.options);
  const pipeline = await cachedPipeline(config, resolveRuntimeConfig());
  const { splits, defective } = await splitsOf(experiment, data);
  const results = [];
  for (const { seed, train, heldOut } of splits) {
    const few = train.slice(0, train.length - experiment.added);
    const fitted = async (images, own = seed) =>
      fitWith(images, { ...config, seed: own }, pipeline);
    const measure = async (detector) => {
      const score = ({ imageScore }) => imageScore;
      const good = await inspectAll(detector, heldOut, score);
      const bad = await inspectAll(detector, defective, score);
      return {
        auroc: auroc([...good, ...bad], [...good.map(() => false), ...bad.map(() => true)]),
        bankRows: detector.model.bank.rows,
        threshold: detector.threshold,
      };
    };
    const small = await fitted(few);
    const large = await fitted(train);
    const added = await update(small, { add: train.slice(few.length) });
    const ids = large.model.images.slice(few.length).map(({ sha256 }) => sha256);
    const removed = await update(large, { remove: ids });
    const refilled = await update(large, { remove: ids, refill: few });
    const row = {
      few: await measure(small),
      all: await measure(large),
      again: await measure(await fitted(train, 1000 + seed)),
      added: await measure(await openWith(added.model, pipeline)),
      removed: await measure(await openWith(removed.model, pipeline)),
      refilled: await measure(await openWith(refilled.model, pipeline)),
      calibration: added.calibration,
    };
    results.push(row);
    console.log('update', experiment.name, seed, JSON.stringify(row));
  }
  await pipeline.close();
  return results;
}
