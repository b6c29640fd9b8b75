// Measures ensembles against each of their networks alone, and writes docs/benchmarks-ensembles.md: no
// figure is typed by hand.
//
//   node bench/accuracy/ensembles.mjs DATA BACKBONES         compute what is missing, then write the page
//   node bench/accuracy/ensembles.mjs DATA BACKBONES page    write the page from the results that are kept
//
// Results are kept in bench/output/ensembles/ and not computed again.
import { outputFolder, requireRows, writePage } from '../shared/checkout.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { evaluateOnce } from './evaluateOnce.mjs';

const [data, backbones, mode] = wordsOf('bench/accuracy/ensembles.mjs DATA BACKBONES [page]');
const output = outputFolder('ensembles');

const shipped = 'movenet-lightning';
const resnet = `${backbones}/resnet50v2-imagenet`;
const both = ['--backbone', `${shipped}+${resnet}`];
const datasets = { plies: [], mtd: ['--resize', '128x128'] };
const ways = {
  'features side by side': both,
  'default network alone': [],
  'ResNet-50 v2 alone': ['--backbone', resnet],
};

const rows = Object.entries(datasets).flatMap(([dataset, options]) =>
  Object.entries(ways).map(([way, own]) => ({
    way,
    result: evaluate(dataset, way, [...options, ...own]),
  })),
);
writePage(
  'benchmarks-ensembles.md',
  page(requireRows(rows.filter(({ result }) => result !== null))),
);

function evaluate(dataset, way, options) {
  const file = `${output}${dataset}_${way.replaceAll(/\W+/g, '-')}.json`;
  return evaluateOnce(file, [`${data}/${dataset}`, ...options], mode !== 'page');
}

function page(measured) {
  const percent = (value) => (value === null ? '–' : (100 * value).toFixed(1));
  const within = (value, [low, high]) => `${percent(value)} (${percent(low)}–${percent(high)})`;
  const lines = measured.map(({ way, result: r }) =>
    [
      `${r.dataset === 'mtd' ? 'MTD' : r.category}`,
      way,
      within(r.imageAuroc, r.intervals.imageAuroc),
      percent(r.pixelAuroc),
      percent(r.pixelAveragePrecision),
      percent(r.aupro30),
      percent(r.detectionRateAt1),
      `${percent(r.falseRejectRate)} / ${percent(r.detectionRate)}`,
      r.bankRows,
      r.fitSeconds.toFixed(0),
      r.msPerImage.toFixed(0),
    ].join(' | '),
  );
  return `# Benchmarks of ensembles

Made by \`node bench/accuracy/ensembles.mjs DATA BACKBONES\`; every figure is from the JSON of \`nominal evaluate\`. The two networks are the default and ResNet-50 v2 with ImageNet weights (\`--backbone movenet-lightning+…\`), together and each alone. \`plies\` shows carbon-fiber plies in layup, with foreign objects and misplaced plies as defects, at the default settings; MTD is all of Magnetic Tile Defect, seed 0, at \`--resize 128x128\`. In percent; image AUROC with its 95 % interval over the test images (Newcombe's if it is 100, bootstrap otherwise). Rejected and found are at the model's own threshold for 1 %, set from training images alone. Times were taken on a shared machine: read them as orders of magnitude.

| data | networks | image AUROC | pixel AUROC | pixel AP | AUPRO 0.30 | found at 1 % | rejected / found | bank rows | fit s | ms/image |
|---|---|---|---|---|---|---|---|---|---|---|
${lines.map((line) => `| ${line} |`).join('\n')}

What follows from it: [decision 021](decisions/021-ensembles.md), [decision 098](decisions/098-one-bank-for-ensembles.md).
`;
}
