import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { BenchmarkAxes, BenchmarkResult, StepEstimate } from '../../../benchmark/index.ts';
import { presets } from '../../../config/index.ts';
import { checkTests, type Dataset, layoutNames } from '../../../datasets/index.ts';
import { NominalError } from '../../../errors/index.ts';
import { assertWritableFolder, writeFileAtomic } from '../../../files/index.ts';
import type { CommandContext } from '../../context.ts';
import { headings } from '../../options/headings.ts';
import { addFitOptions, fitOptionsOf } from '../../options/fitOptions.ts';
import { addRuntimeOptions } from '../../options/runtimeOptions.ts';
import { inLine } from '../../output/printable.ts';
import { formatDuration } from '../../../numberText.ts';
import { type AxesFlags, axesOf, datasetsBySeed, shareOut } from './axes.ts';

interface BenchmarkFlags extends AxesFlags, Record<string, unknown> {
  readonly out: string;
  readonly estimate?: boolean;
  readonly onlyTables?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal benchmark`: measures every category under every configuration, in steps that can be resumed. */
export function describeBenchmark(command: Command, context: CommandContext): void {
  command
    .argument('<dataset>', 'folder of a data set (all its categories or one), or a table of images')
    .optionsGroup(headings.first)
    .option('-o, --out <folder>', 'folder for results and tables', 'nominal-benchmark')
    .option('--estimate', 'print how long it would take, and stop')
    .optionsGroup(headings.own)
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
    .option(
      '--only-tables',
      'compute nothing; write the tables of the results on disk for this data set and these networks',
    )
    .option('--json', 'print the table as JSON')
    .option('--quiet', 'print no progress')
    .addHelpText(
      'after',
      '\nExample:\n  nominal benchmark mvtec --presets fast,balanced --estimate\n',
    );
  addRuntimeOptions(addFitOptions(command)).action((path: string, flags: BenchmarkFlags) =>
    runCommand(path, flags, context),
  );
}

async function runCommand(
  path: string,
  flags: BenchmarkFlags,
  context: CommandContext,
): Promise<void> {
  const benchmark = await import('../../../benchmark/index.ts');
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
    `${formatDuration(seconds)} with ${jobs} at once, and up to ${Math.round(megabytes)} MB of memory` +
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
  const { renderCsv, renderMarkdown, tabulate } = await import('../../../benchmark/index.ts');
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
