// Measures accuracy over banks, numbers of training images and seeds, and writes
// docs/benchmarks-accuracy.md: no figure is typed by hand.
//
//   node bench/accuracy.mjs DATA BACKBONES         compute what is missing, then write the page
//   node bench/accuracy.mjs DATA BACKBONES page    write the page from the results that are there
//
// Each run is one "nominal benchmark", whose results are kept in bench/output/accuracy/.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderMarkdown, tabulate } from '../dist/benchmark/index.js';

const [data, backbones, mode] = process.argv.slice(2);
const output = fileURLToPath(new URL('output/accuracy/', import.meta.url));
const resnet = `${backbones}/resnet50v2-imagenet`;
const both = ['--backbones', `movenet-lightning,${resnet}`];
const allShots = ['--shots', '1,2,4,8,16,50,all', '--seeds', '5'];
const runs = [
  { name: 'mtd', dataset: 'mtd', options: ['--resize', '128x128', ...both, '--ratios', '0.1'] },
  { name: 'toothbrush-shots', dataset: 'toothbrush', options: [...allShots, '--ratios', '0.1'] },
  {
    name: 'toothbrush-ratios',
    dataset: 'toothbrush',
    options: ['--ratios', '0.01,0.25', '--seeds', '5'],
  },
  {
    name: 'mtd-shots',
    dataset: 'mtd',
    options: ['--resize', '128x128', ...both, '--ratios', '0.1', ...allShots],
  },
  {
    name: 'toothbrush-resnet',
    dataset: 'toothbrush',
    options: ['--backbones', resnet, ...allShots, '--ratios', '0.1'],
  },
  {
    name: 'toothbrush-resnet-ratios',
    dataset: 'toothbrush',
    options: ['--backbones', resnet, '--ratios', '0.01,0.25', '--seeds', '5'],
  },
  {
    name: 'mtd-ratios',
    dataset: 'mtd',
    options: ['--resize', '128x128', ...both, '--ratios', '0.01,0.25'],
  },
];

if (mode !== 'page') runs.forEach(run);
const sections = runs.map(section);
const missing = sections.filter(({ text }) => text === null).map(({ command }) => `\`${command}\``);
writeFileSync(
  fileURLToPath(new URL('../docs/benchmarks-accuracy.md', import.meta.url)),
  `# Benchmarks of accuracy

Made by \`node bench/accuracy.mjs DATA BACKBONES\`; every figure is from the JSON of the command below its table. \`toothbrush\` is a variant of that category of MVTec AD, \`mtd\` is Magnetic Tile Defect, whose good tiles each seed splits anew. What limits MTD: [decision 030](decisions/030-what-limits-mtd.md). Times and memory are of shared machines: they say how large, not how fast (see [benchmarks](benchmarks.md)).

${sections.flatMap(({ text }) => text ?? []).join('\n')}
${missing.length === 0 ? '' : `Listed in that script, not run to a result on this machine yet: ${missing.join(', ')}.\n`}`,
);

function run({ name, dataset, options }) {
  const bin = fileURLToPath(new URL('../bin/nominal.js', import.meta.url));
  const args = [bin, 'benchmark', `${data}/${dataset}`, ...options, '-o', `${output}${name}`];
  execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** One run's table; of a run that was stopped, the rows of which every seed is there are whole. */
function section({ name, dataset, options }) {
  const shown = options.map((option) => option.replaceAll(`${backbones}/`, ''));
  const command = ['nominal benchmark', `DATA/${dataset}`, ...shown].join(' ');
  const folder = `${output}${name}/results/`;
  if (!existsSync(folder)) return { command, text: null };
  const results = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(`${folder}${file}`, 'utf8')))
    .sort((a, b) => orderOf(a) - orderOf(b));
  return { command, text: `## ${name}\n\n${renderMarkdown(tabulate(results, command))}` };
}

function orderOf({ step, evaluation }) {
  const shots = step.shots === 'all' ? 1e6 : step.shots;
  return shots * 10 + evaluation.config.coresetRatio;
}
