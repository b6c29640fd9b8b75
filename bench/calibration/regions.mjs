// Measures whether thresholds hold if only a region is inspected, or in tiles, and writes
// docs/benchmarks-regions.md: no figure is typed by hand.
//
//   node bench/calibration/regions.mjs
import sharp from 'sharp';
import { generatePart } from '../../dist/demo/index.js';
import { fit } from '../../dist/index.js';
import { outputFolder, writePage } from '../shared/checkout.mjs';
import { percent } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { expectedRejects } from './betaBinomial.mjs';

wordsOf('bench/calibration/regions.mjs');
const output = outputFolder('regions');
const SIDE = 512;
const counts = { train: 40, heldOut: 60 };
const rates = [0.05, 0.1, 0.2];
const categories = ['metal_plate', 'wood', 'ring'];
const roi = `${output}roi.png`;
const region = Buffer.alloc(SIDE * SIDE);
for (let y = 0; y < SIDE; y++) region.fill(255, y * SIDE + SIDE / 4, y * SIDE + (3 * SIDE) / 4);
await sharp(region, { raw: { height: SIDE, width: SIDE, channels: 1 } })
  .png()
  .toFile(roi);
const tiles = { resize: null, tile: 256, overlap: 32, maxBankRows: 3000 };
const ways = [
  { name: 'whole image', options: {} },
  { name: 'region of interest, the middle half', options: { roi } },
  { name: 'tiles of 256, overlap 32', options: tiles },
  { name: 'tiles and region of interest', options: { ...tiles, roi } },
];

const rows = [];
for (const category of categories) {
  const images = Array.from({ length: counts.train + counts.heldOut }, (_, index) =>
    frame(category, index),
  );
  for (const { name, options } of ways) {
    const detector = await fit(images.slice(0, counts.train), options);
    const pValues = [];
    for await (const result of detector.inspectAll(images.slice(counts.train))) {
      if ('error' in result) throw result.error;
      pValues.push(result.pValue);
    }
    await detector.close();
    const rejected = rates.map((rate) => pValues.filter((p) => p <= rate).length / pValues.length);
    rows.push({ category, name, rejected });
    console.log(category, name, rejected);
  }
}
writePage('benchmarks-regions.md', page());

/** @returns {import('nominal-vision').RawFrame} */
function frame(category, index) {
  const size = { height: SIDE, width: SIDE };
  const { image } = generatePart({ category, seed: 31, ...size, index, defect: null });
  return { ...size, channels: 3, data: image.data };
}

function page() {
  const limits = rates.map((rate) => {
    const { train, heldOut } = counts;
    const [low, high] = expectedRejects(heldOut, Math.floor(rate * (train + 1) + 1e-9), train);
    return `${percent(low / heldOut)} to ${percent(high / heldOut)}`;
  });
  const lines = rows.map(
    ({ category, name, rejected }) =>
      `| ${category} | ${name} | ${rejected.map(percent).join(' | ')} |`,
  );
  return `# Benchmarks: false rejects under regions and tiles

Made by \`node bench/calibration/regions.mjs\`: generated good parts of ${SIDE} × ${SIDE} pixels, ${counts.train} to fit from and ${counts.heldOut} held out; the share of held-out parts whose p-value is at most the wished rate. The interval is the central 95 % of what one such split can show if scores are exchangeable (beta-binomial).

| parts | inspected | ${rates.map((rate) => `wished ${percent(rate)}`).join(' | ')} |
|---|---|${rates.map(() => '---').join('|')}|
${lines.join('\n')}
| | *interval of one split* | ${limits.join(' | ')} |
`;
}
