// Measures fits from few images with and without changed copies of them, and writes
// docs/benchmarks-augment.md: no figure is typed by hand.
//
//   node bench/augment.mjs DATA         compute what is missing, then write the page
//   node bench/augment.mjs DATA page    write the page from the results that are there
//
// Results are kept in bench/output/augment/; one that is there is not computed again.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { takeShots } from '../dist/benchmark/index.js';
import { openDataset } from '../dist/datasets/index.js';
import { evaluate } from '../dist/detector/index.js';

const [data, mode] = process.argv.slice(2);
const output = fileURLToPath(new URL('output/augment/', import.meta.url));
mkdirSync(output, { recursive: true });

const seeds = [0, 1, 2];
const shots = [1, 2, 4, 8];
const datasets = ['plies', 'mtd'];
/** Bounds the banks of the copies; without these no bank is as large. */
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
writeFileSync(fileURLToPath(new URL('../docs/benchmarks-augment.md', import.meta.url)), page());

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
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
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

Made by \`node bench/augment.mjs DATA\`: fits from few images with \`--augment\` and without, at the default network and input, with \`--max-bank-rows ${maxBankRows}\`; measured on all test images. \`plies\` shows carbon-fibre plies in layup with foreign objects and misplaced plies, \`mtd\` is Magnetic Tile Defect. Each seed draws other images to learn from, the same for every row of it; the deviation over seeds says how much that matters. In percent. Times are of a shared machine: they say how large, not how fast. What has no row was not measured.

| data | images | augment | seeds | image AUROC | pixel AUROC | AUPRO 0.30 | bank rows | fit s |
|---|---|---|---|---|---|---|---|---|
${lines.join('\n')}

How it works: [images](images.md#few-images), [decision 053](decisions/053-augmentation.md).
`;
}
