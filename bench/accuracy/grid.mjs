// Measures accuracy over banks, numbers of training images and seeds, and writes
// docs/benchmarks-accuracy.md: no figure is typed by hand.
//
//   node bench/accuracy/grid.mjs DATA BACKBONES         compute what is missing, then write the page
//   node bench/accuracy/grid.mjs DATA BACKBONES page    write the page from the results that are kept
//
// Each run is one "nominal benchmark", whose results are kept in bench/results/accuracy/ and not computed
// again: a grid that was cut off goes on from there.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { bin, writePage } from '../shared/checkout.mjs';
import { wordsOf } from '../shared/wordsOf.mjs';
import { BACKBONES, gridGaps, gridSections, kept, runs } from './gridTables.mjs';

const [data, backbones, mode] = wordsOf('bench/accuracy/grid.mjs DATA BACKBONES [page]');
/** Steps at once, each on one core: a whole grid finishes sooner than with all cores on each step. */
const jobs = String(availableParallelism());
if (mode !== 'page') runs.forEach(run);
writePage(
  'benchmarks-accuracy.md',
  `# Benchmarks of accuracy

Made by \`node bench/accuracy/grid.mjs DATA BACKBONES\`; every figure is from the JSON of \`nominal benchmark\`. \`plies\` shows carbon-fiber plies in layup, with foreign objects and misplaced plies as defects; \`mtd\` is Magnetic Tile Defect. Each seed splits MTD's good tiles again, so its deviations include those of the split. The column seeds is the number of runs that a row averages. A bank has at most 20,000 rows, except for the quarter of MTD's patches. Times and memory come from machines that were busy with other work: read them as orders of magnitude (see [performance](performance.md)).

**MTD's input size was not chosen blindly.** \`--resize 128x128\` was found on this very test set, in 21 experiments ([decision 030](decisions/030-what-limits-mtd.md)), so comparing these rows with the paper's 97.9 is not fair. [Benchmarks](benchmarks.md) has the figures at the default input, which was chosen without looking at MTD: with the same ImageNet weights they are as high.

${gridSections().join('\n')}
${gapsText(gridGaps())}`,
);

function run({ dataset, options }) {
  const own = options.map((option) => option.replaceAll(`${BACKBONES}/`, `${backbones}/`));
  const folder = `${kept}${dataset}`;
  const args = ['benchmark', `${data}/${dataset}`, ...own, '--jobs', jobs, '-o', folder];
  execFileSync(process.execPath, [bin, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  forgetPaths(`${folder}/results/`);
}

/** Kept results must not name the folder of the networks on this machine. */
function forgetPaths(folder) {
  for (const name of readdirSync(folder)) {
    const text = readFileSync(`${folder}${name}`, 'utf8');
    const own = text.replaceAll(`${backbones}/`, `${BACKBONES}/`);
    if (own !== text) writeFileSync(`${folder}${name}`, own);
  }
}

function gapsText(gaps) {
  if (gaps.length === 0) return '';
  return `## Not run to the end\n\nAsked of that script and not there yet: ${gaps.join('; ')}.\n`;
}
