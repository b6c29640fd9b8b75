// Measures accuracy over banks, numbers of training images and seeds, and writes
// docs/benchmarks-accuracy.md: no figure is typed by hand.
//
//   node bench/accuracy/grid.mjs DATA BACKBONES         compute what is missing, then write the page
//   node bench/accuracy/grid.mjs DATA BACKBONES page    write the page from the results that are there
//
// Each run is one "nominal benchmark", whose results are kept in bench/results/accuracy/ and not computed
// again. They are part of the project, for the whole grid takes hours: one that is cut off goes on from there.
// "node bench/accuracy/run.mjs" runs this, too, and shows the most telling columns.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderMarkdown, tabulate } from '../../dist/benchmark/index.js';

const [data, backbones, mode] = process.argv.slice(2);
const output = fileURLToPath(new URL('../results/accuracy/', import.meta.url));
const resnet = `${backbones}/resnet50v2-imagenet`;
const both = ['--backbones', `movenet-lightning,${resnet}`];
const fewShots = ['--shots', '1,2,4,8,16,50'];
const fiveSeeds = ['--seeds', '5'];
/** Steps at once, each on one core: a whole grid is done sooner than with all cores on each step. */
const jobs = String(availableParallelism());
const settings = {
  plies: both,
  mtd: ['--resize', '128x128', ...both],
};
// The most telling first, so that a run that is cut off leaves them.
const runs = [
  { dataset: 'plies', options: ['--ratios', '0.1,0.01,0.25', ...fiveSeeds] },
  { dataset: 'mtd', options: ['--ratios', '0.1,0.01', ...fiveSeeds] },
  { dataset: 'plies', options: [...fewShots, '--ratios', '0.1', ...fiveSeeds] },
  { dataset: 'mtd', options: [...fewShots, '--ratios', '0.1', ...fiveSeeds] },
  { dataset: 'mtd', options: ['--ratios', '0.25', '--max-bank-rows', 'none', ...fiveSeeds] },
];
/** All rows that these runs come to, for each data set and backbone: shots and ratio. */
const wanted = [
  ...[0.01, 0.1, 0.25].map((ratio) => ({ shots: 'all', ratio })),
  ...[1, 2, 4, 8, 16, 50].map((shots) => ({ shots, ratio: 0.1 })),
];

if (mode !== 'page') runs.forEach(run);
const backboneNames = ['movenet-lightning', 'resnet50v2-imagenet'];
const sections = Object.keys(settings).map(section);
/** The grid at a glance, as Markdown: image AUROC, pixel AUROC and AUPRO 0.30 of each row's networks. */
export const gridAtAGlance = glance();
writeFileSync(
  fileURLToPath(new URL('../../docs/benchmarks-accuracy.md', import.meta.url)),
  `# Benchmarks of accuracy

Made by \`node bench/accuracy/grid.mjs DATA BACKBONES\`; every figure is from the JSON of \`nominal benchmark\`. \`plies\` shows carbon-fiber plies in layup with foreign objects and misplaced plies, \`mtd\` is Magnetic Tile Defect, whose good tiles each seed splits anew, so its deviations are those of the split, too. Seeds tells how many runs a row is the mean of. A bank has at most 20,000 rows, but for the quarter of MTD's patches. Times and memory are of machines that did much else at once: they say how large, not how fast (see [performance](performance.md)).

**MTD's size is not blind.** \`--resize 128x128\` was found on this very test set, over 21 experiments ([decision 030](decisions/030-what-limits-mtd.md)); the paper's 97.9 is no fair match for these rows. The figures at the default input, which nothing of MTD was looked at for, are in [benchmarks](benchmarks.md): with the same ImageNet weights they are as high.

${sections.map(({ text }) => text).join('\n')}
${missingText(sections.flatMap(({ missing }) => missing))}`,
);

function run({ dataset, options }) {
  const bin = fileURLToPath(new URL('../../bin/nominal.js', import.meta.url));
  const own = [...settings[dataset], ...options, '--jobs', jobs, '-o', `${output}${dataset}`];
  const args = [bin, 'benchmark', `${data}/${dataset}`, ...own];
  execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  forgetPaths(`${output}${dataset}/results/`);
}

/** Results are part of the project, and hold wherever the networks lie. */
function forgetPaths(folder) {
  for (const name of readdirSync(folder)) {
    const text = readFileSync(`${folder}${name}`, 'utf8');
    const kept = text.replaceAll(`${backbones}/`, 'BACKBONES/');
    if (kept !== text) writeFileSync(`${folder}${name}`, kept);
  }
}

/** One data set's table, of the results that are there, and what is not. */
function section(dataset) {
  const folder = `${output}${dataset}/results/`;
  const results = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(`${folder}${file}`, 'utf8')))
    .sort((a, b) => orderOf(a) - orderOf(b) || a.step.key.localeCompare(b.step.key));
  refuseTwice(results);
  const missing = backboneNames.flatMap((backbone) =>
    wanted.flatMap(({ shots, ratio }) => {
      const seeds = results.filter(
        ({ step, evaluation: { config } }) =>
          basename(config.backbone) === backbone &&
          step.shots === shots &&
          config.coresetRatio === ratio,
      ).length;
      const what = shots === 'all' ? `${100 * ratio} % of all` : `${shots} images`;
      return seeds >= 5 ? [] : [`${dataset}, ${backbone}, ${what}: ${seeds} of 5 seeds`];
    }),
  );
  if (results.length === 0) return { dataset, rows: [], text: `## ${dataset}\n`, missing };
  const table = tabulate(results, commandsOf(dataset).join('`, `'));
  return { dataset, rows: table.rows, text: `## ${dataset}\n\n${renderMarkdown(table)}`, missing };
}

/** The commands that make the rows of a data set. */
function commandsOf(dataset) {
  const own = settings[dataset].map((option) => option.replaceAll(`${backbones}/`, 'BACKBONES/'));
  return runs
    .filter((run) => run.dataset === dataset)
    .map(({ options }) => ['nominal benchmark', `DATA/${dataset}`, ...own, ...options].join(' '));
}

/** Results of files that have changed since stay beside the new ones; a table must not mix them. */
function refuseTwice(results) {
  const names = results.map(({ step }) => step.key.replace(/_[\da-f]{8}$/, ''));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`two results of ${twice}: remove the one that is stale`);
}

function glance() {
  const columns = sections.flatMap(({ dataset, rows }) =>
    backboneNames.map((backbone) => ({ title: `${dataset}, ${backbone}`, rows, backbone })),
  );
  const lines = wanted.map(({ shots, ratio }) => {
    const cells = columns.map(({ rows, backbone }) => {
      const row = rows.find(
        (one) => one.backbone === backbone && one.shots === shots && one.coresetRatio === ratio,
      );
      if (row === undefined) return '–';
      const { imageAuroc, pixelAuroc, aupro30 } = row.figures;
      const spread = imageAuroc.deviation === null ? '' : ` ± ${percent(imageAuroc.deviation)}`;
      return `${percent(imageAuroc.mean)}${spread} / ${percent(pixelAuroc.mean)} / ${percent(aupro30.mean)}`;
    });
    return `| ${[shots, `${100 * ratio} %`, ...cells].join(' | ')} |`;
  });
  const titles = ['images', 'bank', ...columns.map(({ title }) => title)];
  return [`| ${titles.join(' | ')} |`, `|${'---|'.repeat(titles.length)}`, ...lines].join('\n');
}

function percent(share) {
  return (100 * share).toFixed(1);
}

function missingText(missing) {
  if (missing.length === 0) return '';
  return `## Not run to the end\n\nAsked of that script and not there yet: ${missing.join('; ')}.\n`;
}

function orderOf({ step, evaluation }) {
  const shots = step.shots === 'all' ? 1e6 : step.shots;
  return shots * 10 + evaluation.config.coresetRatio;
}
