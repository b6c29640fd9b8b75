// Evaluates the configurations of docs/benchmarks.md and writes that page: no figure is typed by hand.
//
//   node bench/accuracy/run.mjs DATA BACKBONES         compute what is missing, then write the page
//   node bench/accuracy/run.mjs DATA BACKBONES page    write the page from the results that are kept
//
// Results are kept in bench/output/evaluations/ and not computed again. The table of banks, numbers of
// images and seeds shows the results that grid.mjs keeps, which writes a page of its own.
import { outputFolder, requireRows, writePage } from '../shared/checkout.mjs';
import { percent } from '../shared/figures.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { evaluateOnce } from './evaluateOnce.mjs';
import { gridAtAGlance } from './gridTables.mjs';

const [data, backbones, mode] = wordsOf('bench/accuracy/run.mjs DATA BACKBONES [page]');
const output = outputFolder('evaluations');

const resnet = ['--backbone', `${backbones}/resnet50v2-imagenet`];
// The preset's own network is the paper's, whose weights are not in BACKBONES.
const paper = ['--preset', 'paper'];
const shipped = ['--backbone', 'movenet-lightning'];
const runs = [
  { dataset: 'plies', options: [] },
  { dataset: 'plies', options: [...shipped, ...paper] },
  { dataset: 'plies', options: resnet },
  { dataset: 'plies', options: [...resnet, ...paper] },
  { dataset: 'mtd', options: [] },
  { dataset: 'mtd', options: resnet },
  ...['plies', 'mtd'].flatMap((dataset) =>
    [[], resnet].map((options) => ({ dataset, options: [...options, '--precision', 'int8'] })),
  ),
];

const rows = runs
  .map(({ dataset, options }) => ({ dataset, options, result: evaluate(dataset, options) }))
  .filter(({ result }) => result !== null);
writePage('benchmarks.md', page(requireRows(rows)));

function evaluate(dataset, options) {
  const name = [dataset, ...options.map((option) => option.replace(/^.*\//, ''))].join('_');
  const file = `${output}${name}.json`;
  return evaluateOnce(file, [`${data}/${dataset}`, ...options], mode !== 'page');
}

function page(evaluated) {
  const share = (value) => (value === null ? '–' : value.toFixed(4));
  const lines = evaluated.map(
    ({ dataset, options, result: r }) =>
      `| ${dataset} | ${shown(options)} | ${r.train} / ${r.testGood} / ${r.testDefective} | ` +
      `${share(r.imageAuroc)} | ${share(r.pixelAuroc)} | ${share(r.aupro30)} | ${share(r.f1Max)} | ` +
      `${percent(r.detectionRateAt1)} | ${percent(r.detectionRateAt5)} | ` +
      `${percent(r.falseRejectRate)} / ${percent(r.detectionRate)} | ${r.bankRows} |`,
  );
  return `# Benchmarks

Made by \`node bench/accuracy/run.mjs DATA BACKBONES\`; every figure is from the JSON of the command in its row. All benchmarks and their scripts: [bench](../bench/README.md).

## Accuracy

\`nominal evaluate DATA/<data set> <options> --json\`. Data sets: \`plies\` shows carbon-fiber plies in layup (512 px): 12 of its defects are folded or misplaced plies, whose masks cover 7 to 58 % of the image, 8 are foreign objects of 0.04 to 4.7 %; \`mtd\` is Magnetic Tile Defect; 80 % of its defect-free tiles are for training (seed 0), the rest and all defective tiles for testing. Four masks of MTD's class Uneven mark nothing; their pixels count as good. Backbones: the default, and ResNet-50 v2 with ImageNet weights. "Found at 1 %" is the share of defective images above the score that rejects 1 % of the good test images; the last column has the shares at the model's own threshold for 1 %, set from the training images alone.

| data set | options | train / good / defective | image AUROC | pixel AUROC | AUPRO 0.30 | F1 max | found at 1 % | found at 5 % | rejected / found by own threshold | bank rows |
|---|---|---|---|---|---|---|---|---|---|---|
${lines.join('\n')}

## Banks, numbers of images, seeds

\`nominal benchmark DATA/<data set> --shots … --ratios … --seeds 5\`; image AUROC / pixel AUROC / AUPRO 0.30 in percent, means over the seeds. A bank has at most 20,000 rows, except for the quarter of MTD's patches. MTD is at \`--resize 128x128\`, a size that was found on this very test set. [Accuracy](benchmarks-accuracy.md) has all figures and what to know about them.

${gridAtAGlance()}

## More

Two networks together: [ensembles](benchmarks-ensembles.md). Whether thresholds hold, over random splits and with one rate for many products: [calibration](benchmarks-calibration.md). Small defects on large images: [tiles](benchmarks-tiles.md), and [false rejects under regions and tiles](benchmarks-regions.md). Parts that lie alike: [places](benchmarks-position.md), [alignment](benchmarks-align.md). Few images: [augmentation](benchmarks-augment.md). Speed and memory: [performance](performance.md). What limits the figures, and what was tried: [decision 030](decisions/030-what-limits-mtd.md), [decision 001](decisions/001-default-features.md), [decision 005](decisions/005-scores-by-place.md).
`;
}

function shown(options) {
  if (options.length === 0) return 'defaults';
  return `\`${options.map((option) => option.replace(/^.*\//, '')).join(' ')}\``;
}
