import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { BenchmarkAxes, BenchmarkResult, StepEstimate } from '../../benchmark/index.ts';
import { type PresetName, presets, type RuntimeOptions } from '../../config/index.ts';
import {
  checkTests,
  type Dataset,
  type LayoutName,
  layoutNames,
  openDataset,
} from '../../datasets/index.ts';
import { NominalError } from '../../errors/index.ts';
import { assertWritableFolder, writeFileAtomic } from '../../files/index.ts';
import type { CommandContext } from '../context.ts';
import { durationText } from '../output/durationText.ts';
import { addFitOptions, fitConfigOf, fitOptionsOf } from '../options/fitOptions.ts';
import { parseList } from '../options/parseList.ts';
import { addRuntimeOptions, runtimeOf } from '../options/runtimeOptions.ts';
import { inLine } from '../output/printable.ts';

/** Maximum runs of a configuration, and maximum steps at once. */
const MAX_SEEDS = 1000;
const MAX_JOBS = 256;

interface BenchmarkFlags extends Record<string, unknown> {
  readonly categories?: string;
  readonly presets?: string;
  readonly backbones?: string;
  readonly shots: string;
  readonly ratios?: string;
  readonly seeds: string;
  readonly layout?: LayoutName;
  readonly allowMissingMasks?: boolean;
  readonly jobs?: string;
  readonly out: string;
  readonly estimate?: boolean;
  readonly onlyTables?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal benchmark`: measures every category under every configuration, in steps that can be resumed. */
export function addBenchmarkCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('benchmark')
    .description(
      'Measure every category of a data set under several configurations; results that are on disk are not computed again',
    )
    .argument('<dataset>', 'folder of a data set (all its categories or one), or a table of images')
    .option('--categories <names>', 'only these, separated by commas (default: all)')
    .option('--presets <names>', `of ${Object.keys(presets).join(', ')} (default: --preset)`)
    .option(
      '--backbones <names>',
      "names or folders of networks (default: --backbone, or the preset's own)",
    )
    .option('--shots <counts>', 'numbers of training images, as 1,2,4,8,16,50,all', 'all')
    .option(
      '--ratios <shares>',
      "shares of patches to keep, as 0.01,0.1 (default: --coreset-ratio, or the preset's own)",
    )
    .option('--seeds <n>', 'runs with different seeds, from --seed on', '1')
    .addOption(
      new Option('--layout <name>', 'read the data set as this one (default: recognized)').choices(
        layoutNames,
      ),
    )
    .option(
      '--allow-missing-masks',
      'accept defective images without a mask; pixel figures are then left out',
    )
    .option(
      '--jobs <n>',
      'steps at once, each with its share of the threads (default: 1 per 4 cores)',
    )
    .option('-o, --out <folder>', 'folder for results and tables', 'nominal-benchmark')
    .option('--estimate', 'print how long it would take, and stop')
    .option(
      '--only-tables',
      'compute nothing; write the tables of the results on disk for this data set and these networks',
    )
    .option('--json', 'print the table as JSON')
    .option('--quiet', 'print no progress');
  addRuntimeOptions(addFitOptions(command)).action((path: string, flags: BenchmarkFlags) =>
    runCommand(path, flags, context),
  );
}

async function runCommand(
  path: string,
  flags: BenchmarkFlags,
  context: CommandContext,
): Promise<void> {
  const benchmark = await import('../../benchmark/index.ts');
  const { terminal, signal } = context;
  const quiet = flags.quiet === true || flags.json === true;
  const axes = axesOf(flags);
  const datasets = await datasetsBySeed(path, flags, axes.seeds);
  const plan = benchmark.planBenchmark(datasets, axes, fitOptionsOf(flags));
  await assertWritableFolder(flags.out);
  const store = new benchmark.ResultStore(join(flags.out, 'results'));
  const { jobs, runtime } = shareOut(flags, plan.length);
  const view = context.progress({ quiet, lines: true });
  try {
    const watched = { signal, onProgress: view.onProgress };
    await checkTests([...datasets.values()][0], watched);
    const steps = await benchmark.fingerprintSteps(plan, watched);
    const found: (BenchmarkResult | null)[] = [];
    for (const step of steps) found.push(await store.read(step));
    if (flags.onlyTables) {
      view.stop();
      const results = requireResults(found, flags.out);
      const there = `${results.length} of ${steps.length} steps are on disk\n`;
      if (results.length < steps.length) terminal.err(there);
      await writeTables(results, flags, context);
      return;
    }
    const missing = steps.filter((_, i) => found[i] === null);
    const estimates = await benchmark.estimateSteps(missing, runtime, watched);
    view.stop();
    const estimate = estimateText(
      steps.length,
      estimates,
      jobs,
      benchmark.countSharers(missing).size > 0,
    );
    if (!quiet) terminal.err(shotsLeftOut(axes.shots, [...datasets.values()][0]));
    if (!quiet || flags.estimate) (flags.estimate ? terminal.out : terminal.err)(estimate);
    if (flags.estimate) return;
    const estimateOf = new Map(missing.map((step, i) => [step, estimates[i]]));
    const results = await benchmark.runBenchmark(steps, {
      ...watched,
      runtime,
      jobs,
      store,
      featuresFolder: join(flags.out, 'features'),
      run: benchmark.canRunInChild ? benchmark.runStepInChild : benchmark.runStepInProcess,
      estimates: steps.map(
        (step) => estimateOf.get(step) ?? { seconds: 0, megabytes: 0, featureMegabytes: 0 },
      ),
    });
    view.stop();
    await writeTables(results, flags, context);
  } finally {
    view.stop();
  }
}

/** A line on what is left to do, and the time, memory and disk it takes. */
function estimateText(
  total: number,
  estimates: readonly StepEstimate[],
  jobs: number,
  sharesFeatures: boolean,
): string {
  const steps = total === 1 ? '1 step' : `${total} steps`;
  if (estimates.length === 0) return `${steps}, all on disk\n`;
  const seconds = estimates.reduce((sum, one) => sum + one.seconds, 0) / jobs;
  const megabytes = Math.max(0, ...estimates.map((one) => one.megabytes)) * jobs;
  const features = Math.max(0, ...estimates.map((one) => one.featureMegabytes)) * jobs;
  const disk = `, and ${Math.ceil(features)} MB of disk for features that steps share`;
  return (
    `${steps}, ${total - estimates.length} of them on disk; the others take about ` +
    `${durationText(seconds)} with ${jobs} at once, and up to ${Math.round(megabytes)} MB of memory` +
    `${sharesFeatures ? disk : ''}\n`
  );
}

/** A line for each number of training images that some categories do not have; empty if they have enough. */
function shotsLeftOut(shots: BenchmarkAxes['shots'], datasets: readonly Dataset[]): string {
  return shots
    .flatMap((count) => {
      const short = datasets.filter(({ train }) => count !== 'all' && count > train.length);
      const who = short
        .map(({ category, train }) => `${inLine(category)} has ${train.length}`)
        .join(', ');
      return who === '' ? [] : `${count} shots are left out where there are fewer images: ${who}\n`;
    })
    .join('');
}

function requireResults(
  found: readonly (BenchmarkResult | null)[],
  folder: string,
): readonly BenchmarkResult[] {
  const results = found.filter((result) => result !== null);
  if (results.length > 0) return results;
  throw new NominalError('INPUT_EMPTY', {
    what: `${folder} holds no result of these settings`,
    remedy: 'Run the benchmark without --only-tables first',
  });
}

async function writeTables(
  results: readonly BenchmarkResult[],
  { out, json }: BenchmarkFlags,
  { terminal, signal, commandLine }: CommandContext,
): Promise<void> {
  const { renderCsv, renderMarkdown, tabulate } = await import('../../benchmark/index.ts');
  const table = tabulate(results, commandLine);
  const text = JSON.stringify(table);
  const markdown = renderMarkdown(table);
  await writeFileAtomic(join(out, 'benchmark.json'), `${text}\n`, { signal });
  await writeFileAtomic(join(out, 'benchmark.csv'), renderCsv(table), { signal });
  await writeFileAtomic(join(out, 'benchmark.md'), markdown, { signal });
  if (json) terminal.out(`${text}\n`);
  else {
    const rows = table.rows.map((row) => ({
      ...row,
      category: row.category === null ? null : inLine(row.category),
    }));
    const shown = renderMarkdown({ ...table, command: inLine(table.command), rows });
    terminal.out(`${shown}\nAlso as Markdown, CSV and JSON in ${inLine(resolve(out))}\n`);
  }
}

function axesOf(flags: BenchmarkFlags): BenchmarkAxes {
  const { seed } = fitConfigOf(flags);
  const given = fitOptionsOf(flags);
  const known = Object.keys(presets) as PresetName[];
  const preset = known.find((name) => name === flags.preset) ?? 'balanced';
  const { presets: names, backbones, ratios, shots, seeds } = flags;
  const count = countOf('--seeds', seeds, MAX_SEEDS);
  return {
    presets:
      names === undefined
        ? [preset]
        : parseList('--presets', names, known.join(' or '), (name) =>
            known.find((one) => one === name),
          ),
    backbones:
      backbones === undefined
        ? givenOr(given.backbone)
        : parseList('--backbones', backbones, 'names or folders', (name) => name || undefined),
    shots: parseList('--shots', shots, 'whole numbers from 1, or all', (text) =>
      text === 'all' ? 'all' : wholeFromOne(text),
    ),
    ratios:
      ratios === undefined
        ? givenOr(given.coresetRatio)
        : parseList('--ratios', ratios, 'shares above 0, up to 1', (text) => {
            const share = Number(text);
            return text !== '' && share > 0 && share <= 1 ? share : undefined;
          }),
    seeds: Array.from({ length: count }, (_, i) => seed + i),
  };
}

/** The value that was given, or null for each preset's own. */
function givenOr<Value>(value: Value | undefined): readonly [Value] | null {
  return value === undefined ? null : [value];
}

function countOf(option: string, text: string, most: number): number {
  const count = wholeFromOne(text);
  if (count !== undefined && count <= most) return count;
  throw new NominalError('CONFIG_INVALID', {
    what: `${option} is not valid`,
    expected: `a whole number in 1..${most}`,
    received: JSON.stringify(text),
  });
}

function wholeFromOne(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

async function datasetsBySeed(
  path: string,
  { categories, layout, allowMissingMasks = false }: BenchmarkFlags,
  seeds: readonly number[],
): Promise<Map<number, Dataset[]>> {
  const bySeed = new Map<number, Dataset[]>();
  for (const seed of seeds) {
    const all = await openDataset(path, {
      seed,
      allowMissingMasks,
      ...(layout === undefined ? {} : { layout }),
    });
    const names = all.map(({ category }) => category);
    const chosen =
      categories === undefined
        ? names
        : parseList('--categories', categories, names.join(' or '), (name) =>
            names.find((one) => one === name),
          );
    bySeed.set(
      seed,
      all.filter(({ category }) => chosen.includes(category)),
    );
  }
  return bySeed;
}

/** How many steps run at once, and how many threads each has. */
function shareOut(
  flags: BenchmarkFlags,
  steps: number,
): { readonly jobs: number; readonly runtime: RuntimeOptions } {
  const runtime = runtimeOf(flags);
  const cores = runtime.threads ?? availableParallelism();
  const asked =
    flags.jobs === undefined
      ? Math.max(1, Math.floor(cores / 4))
      : countOf('--jobs', flags.jobs, MAX_JOBS);
  const jobs = Math.min(asked, steps);
  return { jobs, runtime: { ...runtime, threads: Math.max(1, Math.floor(cores / jobs)) } };
}
