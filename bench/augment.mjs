// Measures fits from few images with and without changed copies of them, and writes
// docs/benchmarks-augment.md: no figure is typed by hand.
//
//   node bench/augment.mjs DATA         compute what is missing, then write the page
//   node bench/augment.mjs DATA page    write the page from the results that are there
//
// Results are kept in bench/output/augment/; one that is there is not computed again.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { takeShots } from '../dist/benchmark/takeShots.js';
import { openDataset } from '../dist/datasets/index.js';
import { evaluate } from '../dist/detector/index.js';

const [data, mode] = process.argv.slice(2);
const output = fileURLToPath(new URL('output/augment/', import.meta.url));
mkdirSync(output, { recursive: true });

const seeds = [0, 1, 2];
const shots = [1, 2, 4, 8];
const datasets = ['toothbrush', 'mtd'];
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
  return '';
}
