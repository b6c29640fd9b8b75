// Measures what alignment gains for parts that move slightly, and writes
// docs/benchmarks-align.md: no figure is typed by hand.
//
//   node bench/accuracy/align.mjs         compute what is missing, then write the page
//   node bench/accuracy/align.mjs page    write the page from the results that are kept
//
// Results are kept in bench/output/align/ and not computed again.
import { Random } from '../../dist/core/random/index.js';
import { boardSamples, defects, drawBoard } from './boards.mjs';
import { outputFolder, requireRows, writePage } from '../shared/checkout.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { evaluateOnce } from './evaluateOnce.mjs';
import { writeSamples } from './writeSamples.mjs';

const [mode] = wordsOf('bench/accuracy/align.mjs [page]');
const output = outputFolder('align');

const seeds = [1, 2];
const counts = { train: 30, good: 30, each: 10 };
const MOST_DEGREES = 4;
const MOST_PX = 8;
const ways = {
  'as they lie (the default)': [],
  aligned: ['--align'],
  'as they lie, rows within 0.1': ['--position-radius', '0.1'],
  'aligned, rows within 0.1': ['--align', '--position-radius', '0.1'],
};

if (mode !== 'page') for (const seed of seeds) await writeSamples(boards(seed), samples(seed));
const rows = seeds.flatMap((seed) =>
  Object.entries(ways).map(([way, options]) => ({
    seed,
    way,
    result: evaluateOnce(
      `${output}${`boards ${seed} ${way}`.replaceAll(/[^\w.]+/g, '-')}.json`,
      [boards(seed), ...options],
      mode !== 'page',
    ),
  })),
);
writePage('benchmarks-align.md', page(requireRows(rows.filter(({ result }) => result !== null))));

function boards(seed) {
  return `${output}boards-${seed}`;
}

function samples(seed) {
  let next = 20_000 * seed;
  return boardSamples(counts, (defect) => moved(next++, defect));
}

function moved(seed, defect) {
  const random = new Random(seed + 1_000_000);
  const within = (most) => most * (2 * random.uniform() - 1);
  const motion = { degrees: within(MOST_DEGREES), x: within(MOST_PX), y: within(MOST_PX) };
  return drawBoard(seed, { defect, motion, alike: true });
}

function page(measured) {
  const share = (value) => (value === undefined || value === null ? '–' : value.toFixed(3));
  const typed = (result, type) =>
    share(result.defectTypes.find((own) => own.type === type)?.imageAuroc);
  const lines = measured.map(({ seed, way, result: r }) =>
    [
      seed,
      way,
      share(r.imageAuroc),
      ...defects.map((type) => typed(r, type)),
      share(r.aupro30),
      share(r.pixelAuroc),
      `${share(r.falseRejectRate)} / ${share(r.detectionRate)}`,
    ].join(' | '),
  );
  return `# Benchmarks of alignment

Made by \`node bench/accuracy/align.mjs\`; every figure is from the JSON of \`nominal evaluate\`, with and without \`--align\`. The boards are generated (\`bench/accuracy/boards.mjs\`), 256 × 256 pixels, all with the same components, each rotated by up to ${MOST_DEGREES}° and shifted by up to ${MOST_PX} pixels in either direction: ${counts.train} good ones to train on, ${counts.good} good ones to test with, and ${counts.each} of each defect: a component missing, two swapped, or one moved. Maps and masks are in pixels of the original images. Combinations without a row were not measured.

| seed | images | image AUROC | missing | swapped | moved | AUPRO 0.30 | pixel AUROC | rejected / found by own threshold |
|---|---|---|---|---|---|---|---|---|
${lines.map((line) => `| ${line} |`).join('\n')}

How it works: [images](images.md#parts-that-move), [decision 056](decisions/056-alignment.md).
`;
}
