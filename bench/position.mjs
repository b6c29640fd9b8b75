// Measures fits whose bank rows match near their own place only, and writes
// docs/benchmarks-position.md: no figure is typed by hand.
//
//   node bench/position.mjs DATA         compute what is missing, then write the page
//   node bench/position.mjs DATA page    write the page from the results that are there
//
// Results are kept in bench/output/position/; one that is there is not computed again.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { boardSamples, defects, drawBoard } from './boards.mjs';
import { evaluateOnce } from './evaluateOnce.mjs';
import { writeSamples } from './writeSamples.mjs';

const [data, mode] = process.argv.slice(2);
const output = fileURLToPath(new URL('output/position/', import.meta.url));
mkdirSync(output, { recursive: true });

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
  // Many images: a smaller input and bank, with and without alike.
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
writeFileSync(
  fileURLToPath(new URL('../docs/benchmarks-position.md', import.meta.url)),
  page(rows.filter(({ result }) => result !== null)),
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

Made by \`node bench/position.mjs DATA\`; every figure is from the JSON of \`nominal evaluate\`, with and without \`--position-radius\`. The boards are generated (\`bench/boards.mjs\`): components of six looks in a fixture, so that they lie within a pixel; on the left half any of three looks, on the right half any of the other three, in the middle row with gaps. ${counts.train} good ones are learned from, ${counts.good} are good in the test, and of each defect there are ${counts.each}: a component missing where there must be one, two of different halves swapped, or one moved to where none is. All of these show what good boards show, at the wrong place. \`plies\` is at the default settings, its parts lie about alike; \`mtd\` is at \`--resize 128x128 --max-bank-rows 5000\`, to be done in time, and its tiles are pieces of texture that lie anyhow. Times are of a shared machine: they say how large, not how fast. What has no row was not measured.

| data | bank rows match | image AUROC | missing | swapped | moved | AUPRO 0.30 | rejected / found by own threshold | bank rows | ms/image |
|---|---|---|---|---|---|---|---|---|---|
${lines.map((line) => `| ${line} |`).join('\n')}

How it works: [images](images.md#parts-in-a-fixed-position), [decision 054](decisions/054-places.md).
`;
}
