// Measures fits whose bank rows match only near their own place, and writes
// docs/benchmarks-position.md: no figure is typed by hand.
//
//   node bench/accuracy/position.mjs DATA         compute what is missing, then write the page
//   node bench/accuracy/position.mjs DATA page    write the page from the results that are kept
//
// Results are kept in bench/output/position/ and not computed again.
import { outputFolder, requireRows, writePage } from '../shared/checkout.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { boardSamples, defects, drawBoard } from './boards.mjs';
import { evaluateOnce } from './evaluateOnce.mjs';
import { writeSamples } from './writeSamples.mjs';

const [data, mode] = wordsOf('bench/accuracy/position.mjs DATA [page]');
const output = outputFolder('position');

const seeds = [1, 2];
const counts = { train: 60, good: 40, each: 10 };
const ways = {
  'anywhere (the default)': [],
  'within 0.15': ['--position-radius', '0.15'],
  'within 0.1': ['--position-radius', '0.1'],
  'within 0.05': ['--position-radius', '0.05'],
};

if (mode !== 'page') for (const seed of seeds) await writeSamples(boards(seed), samples(seed));
const sets = [
  ...seeds.map((seed) => ({ name: `boards ${seed}`, path: boards(seed), common: [] })),
  { name: 'plies', path: `${data}/plies`, common: [] },
  // Many images: a smaller input and bank, the same with and without the option.
  { name: 'mtd', path: `${data}/mtd`, common: ['--resize', '128x128', '--max-bank-rows', '5000'] },
];
const rows = sets.flatMap(({ name, path, common }) =>
  Object.entries(ways).map(([way, options]) => ({
    name,
    way,
    result: evaluateOnce(
      `${output}${`${name} ${way}`.replaceAll(/[^\w.]+/g, '-')}.json`,
      [path, ...common, ...options],
      mode !== 'page',
    ),
  })),
);
writePage(
  'benchmarks-position.md',
  page(requireRows(rows.filter(({ result }) => result !== null))),
);

function boards(seed) {
  return `${output}boards-${seed}`;
}

function samples(seed) {
  let next = 10_000 * seed;
  return boardSamples(counts, (defect) => drawBoard(next++, { defect }));
}

function page(measured) {
  const share = (value) => (value === undefined || value === null ? '–' : value.toFixed(3));
  const typed = (result, type) =>
    share(result.defectTypes.find((own) => own.type === type)?.imageAuroc);
  const lines = measured.map(({ name, way, result: r }) =>
    [
      name,
      way,
      share(r.imageAuroc),
      ...(name.startsWith('boards') ? defects.map((type) => typed(r, type)) : ['–', '–', '–']),
      share(r.aupro30),
      `${share(r.falseRejectRate)} / ${share(r.detectionRate)}`,
      r.bankRows,
      r.msPerImage.toFixed(0),
    ].join(' | '),
  );
  return `# Benchmarks of places

Made by \`node bench/accuracy/position.mjs DATA\`; every figure is from the JSON of \`nominal evaluate\`, with and without \`--position-radius\`. The boards are generated (\`bench/accuracy/boards.mjs\`): components of six kinds in a fixture, placed to within a pixel; the left half has any of three kinds, the right half any of the other three, and the middle row has gaps. There are ${counts.train} good boards to train on, ${counts.good} good ones to test with, and ${counts.each} of each defect: a required component missing, two from different halves swapped, or one moved to an empty place. All of these show only what good boards show, but in the wrong place. \`plies\` is at the default settings; its plies end at different heights in each series of images. \`mtd\` is at \`--resize 128x128 --max-bank-rows 5000\`, to keep the runs short; its tiles are pieces of texture without a fixed position. Times were taken on a shared machine: read them as orders of magnitude. Combinations without a row were not measured.

| data | bank rows match | image AUROC | missing | swapped | moved | AUPRO 0.30 | rejected / found by own threshold | bank rows | ms/image |
|---|---|---|---|---|---|---|---|---|---|
${lines.map((line) => `| ${line} |`).join('\n')}

How it works: [images](images.md#parts-in-a-fixed-position), [decision 054](decisions/054-places.md).
`;
}
