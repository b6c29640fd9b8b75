import { openDataset } from '../../dist/index.js';
import { shuffled } from '../shared/shuffled.mjs';

/** Random splits of a data set's good training images; its own test images are kept apart. */
export async function splitsOf({ dataset, train, heldOut, defective, splits = 10 }, data) {
  const [category] = await openDataset(`${data}/${dataset}`, { seed: 0 });
  const paths = (samples) => samples.map(({ path }) => path);
  // The same images in all splits, so that each goes through the network once.
  const good = shuffled(paths(category.train), 0).slice(0, train + heldOut);
  return {
    ownGood: shuffled(paths(category.testGood), 1).slice(0, 20),
    defective: shuffled(paths(category.testDefective), 2).slice(0, defective),
    splits: Array.from({ length: splits }, (_, seed) => {
      const order = shuffled(good, 100 + seed);
      return { seed, train: order.slice(0, train), heldOut: order.slice(train) };
    }),
  };
}
