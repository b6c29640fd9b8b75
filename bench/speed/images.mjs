// Renders the benchmark's images once: node bench/speed/images.mjs FOLDER COUNT SIDE
import { existsSync } from 'node:fs';
import { writeDataset } from '../../dist/demo/index.js';
import { wordsOf } from '../shared/wordsOf.mjs';

const [folder, count, side] = wordsOf('bench/speed/images.mjs FOLDER COUNT SIDE');
if (!existsSync(folder)) {
  const size = { height: Number(side), width: Number(side) };
  const counts = { trainGood: Number(count), testGood: 10, testDefective: 10 };
  await writeDataset(folder, { category: 'metal_plate', seed: 0, ...counts, ...size });
}
