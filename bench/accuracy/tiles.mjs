// Small defects: parts of 2048 × 2048 pixels with scratches of 12 pixels, inspected in tiles at full
// resolution and resized to 256 × 256. Writes docs/benchmarks-tiles.md: no figure is typed by hand.
//
//   node bench/accuracy/tiles.mjs          render, measure what is missing, write the page
//   node bench/accuracy/tiles.mjs page     write the page from the results that are kept
import { Random } from '../../dist/core/random/index.js';
import { generatePart } from '../../dist/demo/index.js';
import { outputFolder, requireRows, writePage } from '../shared/checkout.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { evaluateOnce } from './evaluateOnce.mjs';
import { writeSamples } from './writeSamples.mjs';

const [mode] = wordsOf('bench/accuracy/tiles.mjs [page]');
const output = outputFolder('tiles');
const SIDE = 2048;
const LENGTH_PX = 12;
const WIDTH_PX = 2.5;
const counts = { train: 10, good: 8, scratch: 8 };
const categories = ['metal_plate', 'tile'];
const common = ['--bank-rows', '3000'];
const runs = [
  { name: 'resized', title: 'resized to 256 × 256', options: ['--resize', '256x256'] },
  {
    name: 'tiled',
    title: 'tiles of 512, overlap 64, at full resolution',
    options: ['--resize', 'none', '--tile', '512', '--overlap', '64'],
  },
  {
    name: 'tiledFine',
    title: 'the same, by the layer of 4-pixel cells, image score of 8 patches',
    options: [
      ...['--resize', 'none', '--tile', '512', '--overlap', '64'],
      ...['--taps', 'block_3_expand', '--pooling', 'average', '--top-share', '0.0005'],
    ],
  },
];

/** @type {any} */
const measured = {};
for (const category of categories) {
  const folder = `${output}${category}`;
  if (mode !== 'page') await writeSamples(folder, samples(category));
  measured[category] = runs
    .map((run) => ({
      ...run,
      result: evaluateOnce(
        `${folder}-${run.name}.json`,
        [folder, ...common, ...run.options],
        mode !== 'page',
      ),
    }))
    .filter(({ result }) => result !== null);
}
requireRows(Object.values(measured).flat());
writePage('benchmarks-tiles.md', page());

function* samples(category) {
  const groups = [
    ...Array.from({ length: counts.train }, () => 'train/good'),
    ...Array.from({ length: counts.good }, () => 'test/good'),
    ...Array.from({ length: counts.scratch }, () => 'test/scratch'),
  ];
  for (const [index, group] of groups.entries()) {
    const part = { category, seed: 12, height: SIDE, width: SIDE, index, defect: null };
    const { image } = generatePart(part);
    const mask = group === 'test/scratch' ? scratch(image.data, new Random(1000 + index)) : null;
    yield { name: `${group}/${String(index).padStart(3, '0')}`, image, mask };
  }
}

/** Draws one bright scratch on the middle of the part; gives its mask, 1 where the scratch is. */
function scratch(pixels, random) {
  const mask = new Uint8Array(SIDE * SIDE);
  const angle = Math.PI * random.uniform();
  const [down, across] = [Math.sin(angle), Math.cos(angle)];
  const y0 = SIDE * (0.3 + 0.4 * random.uniform());
  const x0 = SIDE * (0.3 + 0.4 * random.uniform());
  for (let y = Math.floor(y0 - LENGTH_PX); y <= y0 + LENGTH_PX; y++) {
    for (let x = Math.floor(x0 - LENGTH_PX); x <= x0 + LENGTH_PX; x++) {
      const along = (y - y0) * down + (x - x0) * across;
      const beside = Math.abs((x - x0) * down - (y - y0) * across);
      const cover = Math.min(1, LENGTH_PX / 2 - Math.abs(along) + 0.5, WIDTH_PX / 2 - beside + 0.5);
      if (cover <= 0) continue;
      const at = y * SIDE + x;
      if (cover > 0.5) mask[at] = 1;
      for (let c = 0; c < 3; c++) pixels[3 * at + c] += (255 - pixels[3 * at + c]) * 0.7 * cover;
    }
  }
  return mask;
}

function page() {
  const share = (value) => value.toFixed(4);
  const sections = categories.flatMap((category) => {
    const done = measured[category];
    if (done.length === 0) return [];
    const rows = done.map(
      ({ title, result: e }) =>
        `| ${title} | ${share(e.imageAuroc)} | ${share(e.aupro30)} | ${share(e.pixelAuroc)} | ${share(e.detectionRateAt5)} | ${e.fitSeconds.toFixed(0)} s | ${(e.msPerImage / 1000).toFixed(2)} s | ${e.peakMegabytes.toFixed(0)} MB |`,
    );
    return [
      `## ${category}

| | image AUROC | AUPRO (0.30) | pixel AUROC | detected at 5 % | fit | an image | peak memory |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

${done.map(({ options }) => `\`nominal evaluate ${category} ${[...common, ...options].join(' ')}\``).join('; ')}.
`,
    ];
  });
  return `# Benchmarks of tiles

Made by \`node bench/accuracy/tiles.mjs\`: generated parts of ${SIDE} × ${SIDE} pixels, ${counts.train} to fit from, ${counts.good} good and ${counts.scratch} with one bright scratch of ${LENGTH_PX} × ${WIDTH_PX} pixels to test with. Resized to 256 × 256, such a scratch is a pixel and a half long and a third of a pixel wide. Times were taken on a shared machine: read them as orders of magnitude. The peak memory is that of the whole evaluation, whose exact pixel metrics alone take 4 bytes for each of the ${Math.round(((counts.good + counts.scratch) * SIDE * SIDE) / 1e6)} million test pixels. How tiles work: [images](images.md). The image score in tiles is the mean of a share of one tile's patches, so that it does not get diluted with the size of the image ([decision 055](decisions/055-scores-of-tiles.md)).

${sections.join('\n')}`;
}
