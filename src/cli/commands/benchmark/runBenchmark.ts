import { join, resolve } from 'node:path';
import * as benchmark from '../../../benchmark/index.ts';
import { checkTests, type Dataset } from '../../../datasets/index.ts';
import { NominalError } from '../../../errors/index.ts';
import { assertWritableFolder, writeFileAtomic } from '../../../files/index.ts';
import type { CommandContext } from '../../context.ts';
import { fitOptionsOf } from '../../options/fitOptions.ts';
import { inLine } from '../../output/printable.ts';
import { formatDuration } from '../../../numberText.ts';
import { axesOf, datasetsBySeed, shareOut } from './axes.ts';
import type { BenchmarkFlags } from './benchmark.ts';

/** What `nominal benchmark` does. */
export async function runBenchmark(
  path: string,
  flags: BenchmarkFlags,
  context: CommandContext,
): Promise<void> {
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
    const found: (benchmark.BenchmarkResult | null)[] = [];
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
  estimates: readonly benchmark.StepEstimate[],
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
function shotsLeftOut(
  shots: benchmark.BenchmarkAxes['shots'],
  datasets: readonly Dataset[],
): string {
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
  found: readonly (benchmark.BenchmarkResult | null)[],
  folder: string,
): readonly benchmark.BenchmarkResult[] {
  const results = found.filter((result) => result !== null);
  if (results.length > 0) return results;
  throw new NominalError('INPUT_EMPTY', {
    what: `${folder} holds no result of these settings`,
    remedy: 'Run the benchmark without --only-tables first',
  });
}

async function writeTables(
  results: readonly benchmark.BenchmarkResult[],
  { out, json }: BenchmarkFlags,
  { terminal, signal, commandLine }: CommandContext,
): Promise<void> {
  const table = benchmark.tabulate(results, commandLine);
  const text = JSON.stringify(table);
  const markdown = benchmark.renderMarkdown(table);
  await writeFileAtomic(join(out, 'benchmark.json'), `${text}\n`, { signal });
  await writeFileAtomic(join(out, 'benchmark.csv'), benchmark.renderCsv(table), { signal });
  await writeFileAtomic(join(out, 'benchmark.md'), markdown, { signal });
  if (json) terminal.out(`${text}\n`);
  else {
    const rows = table.rows.map((row) => ({
      ...row,
      category: row.category === null ? null : inLine(row.category),
    }));
    const shown = benchmark.renderMarkdown({ ...table, command: inLine(table.command), rows });
    terminal.out(`${shown}\nAlso as Markdown, CSV and JSON in ${inLine(resolve(out))}\n`);
  }
}
