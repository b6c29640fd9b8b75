import { openDataset } from '../../dist/index.js';
import { generateDataset } from '../../dist/demo/index.js';
import { fit } from '../../dist/detector/fit.js';
import { inspectAll } from './inspectAll.mjs';
import { shuffled } from './splits.mjs';

const generated = [
  'cap',
  'circuit',
  'fabric',
  'gear',
  'label',
  'metal_plate',
  'panel',
  'ring',
  'tile',
  'wood',
];
const side = 192;

/** Scores of good and defective test images for every category at hand. */
export async function measureRule({ options }, data) {
  const results = [];
  for (const [category, images] of categories(data)) {
    const { train, good, defective } = await images();
    const detector = await fit(train, options);
    const score = ({ imageScore }) => imageScore;
    results.push({
      category,
      train: train.length,
      calibration: [...detector.model.calibration.imageScores],
      good: await inspectAll(detector, good, score),
      defective: await inspectAll(detector, defective, score),
    });
    await detector.close();
    console.log('rule', category);
  }
  return results;
}

function* categories(data) {
  for (const category of generated) yield [category, async () => drawn(category)];
  yield ['toothbrush', () => photographed('toothbrush', data)];
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
  const train = shuffled(paths(category.train), 0);
  const size = name === 'mtd' ? 120 : 60;
  return {
    train: train.slice(0, size),
    good: train.slice(size, size + 60),
    defective: shuffled(paths(category.testDefective), 2).slice(0, 60),
  };
}
