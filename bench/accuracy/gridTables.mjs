// The grid of banks, numbers of training images and seeds: its runs, and tables of the results kept.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderMarkdown, tabulate } from '../../dist/benchmark/index.js';

/** One folder for each data set. Results are part of the project, for the whole grid takes hours. */
export const kept = fileURLToPath(new URL('../results/accuracy/', import.meta.url));

/** Stands for the folder of backbones, so that results name no path of the machine. */
export const BACKBONES = 'BACKBONES';
const backbones = ['movenet-lightning', 'resnet50v2-imagenet'];
const both = ['--backbones', `movenet-lightning,${BACKBONES}/resnet50v2-imagenet`];
const fewShots = ['--shots', '1,2,4,8,16,50'];
const fiveSeeds = ['--seeds', '5'];
const settings = {
  plies: both,
  mtd: ['--resize', '128x128', ...both],
};
const axes = [
  { dataset: 'plies', options: ['--ratios', '0.1,0.01,0.25', ...fiveSeeds] },
  { dataset: 'mtd', options: ['--ratios', '0.1,0.01', ...fiveSeeds] },
  { dataset: 'plies', options: [...fewShots, '--ratios', '0.1', ...fiveSeeds] },
  { dataset: 'mtd', options: [...fewShots, '--ratios', '0.1', ...fiveSeeds] },
  { dataset: 'mtd', options: ['--ratios', '0.25', '--max-bank-rows', 'none', ...fiveSeeds] },
];
/** Calls of "nominal benchmark", the most telling first, so that a grid that is cut off has them. */
export const runs = axes.map(({ dataset, options }) => ({
  dataset,
  options: [...settings[dataset], ...options],
}));
/** The rows that these runs come to, for each data set and backbone. */
const wanted = [
  ...[0.01, 0.1, 0.25].map((ratio) => ({ shots: 'all', ratio })),
  ...[1, 2, 4, 8, 16, 50].map((shots) => ({ shots, ratio: 0.1 })),
];

/** A table of each data set as Markdown, with its heading. */
export function gridSections() {
  return Object.keys(settings).map((dataset) => {
    const table = tableOf(dataset);
    return `## ${dataset}\n${table === null ? '' : `\n${renderMarkdown(table)}`}`;
  });
}

/** Image AUROC, pixel AUROC and AUPRO 0.30 of each row of the grid, as one Markdown table. */
export function gridAtAGlance() {
  const columns = Object.keys(settings).flatMap((dataset) => {
    const rows = tableOf(dataset)?.rows ?? [];
    return backbones.map((backbone) => ({
      title: `${dataset}, ${backbone}`,
      rows: rows.filter((row) => row.backbone === backbone),
    }));
  });
  const lines = wanted.map(({ shots, ratio }) => {
    const cells = columns.map(({ rows }) => {
      const row = rows.find((one) => one.shots === shots && one.coresetRatio === ratio);
      if (row === undefined) return '–';
      const { imageAuroc, pixelAuroc, aupro30 } = row.figures;
      const spread = imageAuroc.deviation === null ? '' : ` ± ${hundredths(imageAuroc.deviation)}`;
      return `${hundredths(imageAuroc.mean)}${spread} / ${hundredths(pixelAuroc.mean)} / ${hundredths(aupro30.mean)}`;
    });
    return `| ${[shots, `${100 * ratio} %`, ...cells].join(' | ')} |`;
  });
  const titles = ['images', 'bank', ...columns.map(({ title }) => title)];
  return [`| ${titles.join(' | ')} |`, `|${'---|'.repeat(titles.length)}`, ...lines].join('\n');
}

/** Rows with fewer than five seeds, in words. */
export function gridGaps() {
  return Object.keys(settings).flatMap((dataset) => {
    const results = resultsOf(dataset);
    return backbones.flatMap((backbone) =>
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
  });
}

/** Null where no result is kept. */
function tableOf(dataset) {
  const results = resultsOf(dataset);
  if (results.length === 0) return null;
  const commands = runs
    .filter((run) => run.dataset === dataset)
    .map(({ options }) => ['nominal benchmark', `DATA/${dataset}`, ...options].join(' '));
  return tabulate(results, commands.join('`, `'));
}

const read = new Map();

function resultsOf(dataset) {
  if (!read.has(dataset)) read.set(dataset, readResults(dataset));
  return read.get(dataset);
}

function readResults(dataset) {
  const folder = `${kept}${dataset}/results/`;
  const results = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(`${folder}${file}`, 'utf8')))
    .sort((a, b) => orderOf(a) - orderOf(b) || a.step.key.localeCompare(b.step.key));
  // Results of images or settings that have changed since lie next to the new ones.
  const names = results.map(({ step }) => step.key.replace(/_[\da-f]{8}$/, ''));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`two results of ${twice}: remove the one that is stale`);
  return results;
}

function orderOf({ step, evaluation }) {
  const shots = step.shots === 'all' ? 1e6 : step.shots;
  return shots * 10 + evaluation.config.coresetRatio;
}

function hundredths(share) {
  return (100 * share).toFixed(1);
}
