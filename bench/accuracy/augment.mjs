// Measures fits from few images with and without changed copies of them, and writes
// docs/benchmarks-augment.md: no figure is typed by hand.
//
//   node bench/accuracy/augment.mjs DATA         compute what is missing, then write the page
//   node bench/accuracy/augment.mjs DATA page    write the page from the results that are kept
//
// Results are kept in bench/output/augment/ and not computed again.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { takeShots } from '../../dist/benchmark/index.js';
import { openDataset } from '../../dist/datasets/index.js';
import { evaluate } from '../../dist/detector/index.js';
import { outputFolder, requireRows, writePage } from '../shared/checkout.mjs';
import { mean } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';

const [data, mode] = wordsOf('bench/accuracy/augment.mjs DATA [page]');
const output = outputFolder('augment');

const seeds = [0, 1, 2];
const shots = [1, 2, 4, 8];
const datasets = ['plies', 'mtd'];
/** Bounds the banks with copies; banks without copies are smaller anyway. */
const maxBankRows = 2000;
const ways = {
  none: null,
  rotate: ['rotate'],
  flip: ['flip'],
  brightness: ['brightness'],
  'rotate,flip,brightness': ['rotate', 'flip', 'brightness'],
};

const results = [];
for (const seed of seeds) {
  for (const dataset of datasets) {
    for (const count of shots) {
      for (const way of Object.keys(ways)) {
        const found = await measure(dataset, seed, count, way);
        if (found !== null) results.push({ dataset, seed, shots: count, way, ...found });
      }
    }
  }
}
requireRows(results);
writePage('benchmarks-augment.md', page());

async function measure(dataset, seed, count, way) {
  const file = `${output}${dataset}_${count}_${way}_${seed}.json`;
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  if (mode === 'page') return null;
  const [whole] = await openDataset(`${data}/${dataset}`, { seed });
  const config = { augment: ways[way], maxBankRows, seed };
  const { imageAuroc, pixelAuroc, aupro30, bankRows, fitSeconds } = await evaluate(
    takeShots(whole, count, seed),
    config,
  );
  const found = { imageAuroc, pixelAuroc, aupro30, bankRows, fitSeconds };
  writeFileSync(file, JSON.stringify(found));
  console.log(dataset, seed, count, way, imageAuroc, aupro30, bankRows, fitSeconds);
  return found;
}

function page() {
  const percent = (values) => (100 * mean(values)).toFixed(1);
  const spread = (values) => {
    const middle = mean(values);
    const variance = mean(values.map((value) => (value - middle) ** 2));
    return (100 * Math.sqrt((variance * values.length) / (values.length - 1))).toFixed(1);
  };
  const lines = datasets.flatMap((dataset) =>
    shots.flatMap((count) =>
      Object.keys(ways).flatMap((way) => {
        const own = results.filter(
          (result) => result.dataset === dataset && result.shots === count && result.way === way,
        );
        if (own.length === 0) return [];
        const [auroc, pixel, overlap] = ['imageAuroc', 'pixelAuroc', 'aupro30'].map((key) =>
          own.map((result) => result[key]),
        );
        const cells = [
          dataset,
          count,
          way,
          own.length,
          own.length > 1 ? `${percent(auroc)} ± ${spread(auroc)}` : percent(auroc),
          percent(pixel),
          percent(overlap),
          own[0].bankRows,
          mean(own.map(({ fitSeconds }) => fitSeconds)).toFixed(0),
        ];
        return [`| ${cells.join(' | ')} |`];
      }),
    ),
  );
  return `# Benchmarks of augmentation

Made by \`node bench/accuracy/augment.mjs DATA\`: fits from few images with and without \`--augment\`, with the default network and input and \`--max-bank-rows ${maxBankRows}\`, measured on all test images. \`plies\` shows carbon-fiber plies in layup, with foreign objects and misplaced plies as defects; \`mtd\` is Magnetic Tile Defect. Each seed draws different training images, and all rows of a seed share them; the deviation over seeds shows how much the choice matters. In percent. Times were taken on a shared machine: read them as orders of magnitude. Combinations without a row were not measured.

| data | images | augment | seeds | image AUROC | pixel AUROC | AUPRO 0.30 | bank rows | fit s |
|---|---|---|---|---|---|---|---|---|
${lines.join('\n')}

How it works: [images](images.md#few-images), [decision 053](decisions/053-augmentation.md).
`;
}
