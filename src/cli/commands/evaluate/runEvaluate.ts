import { basename } from 'node:path';
import {
  checkTests,
  type Dataset,
  openDataset,
  readFolders,
  requireTests,
} from '../../../datasets/index.ts';
import { type Evaluation, evaluate, type FitJob } from '../../../detector/index.ts';
import { NominalError } from '../../../errors/index.ts';
import { assertWritable, writeFileAtomic } from '../../../files/index.ts';
import type { FitConfig } from '../../../config/index.ts';
import type { CommandContext } from '../../context.ts';
import { describeMachine } from '../../output/describeMachine.ts';
import { evaluationTable } from '../../output/evaluationTable.ts';
import { fitConfigOf } from '../../options/fitOptions.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { inLine } from '../../output/printable.ts';
import { reportPages } from './reportPages.ts';
import { describeEmptyMasks, describeTrainedOn } from './describeTestSet.ts';
import type { EvaluateFlags } from './evaluate.ts';

/** What `nominal evaluate` does. */
export async function runEvaluate(
  folder: string | undefined,
  flags: EvaluateFlags,
  context: CommandContext,
): Promise<void> {
  const config = fitConfigOf(flags);
  const quiet = flags.quiet === true || flags.json === true;
  const datasets = await datasetsOf(folder, flags, config.seed);
  const pages = reportPages(flags.report, datasets);
  for (const dataset of datasets) requireTests(dataset);
  const { report } = flags;
  for (const page of report === undefined ? [] : [report, ...pages]) await assertWritable(page);
  await checkAll(datasets, quiet, context);
  const evaluations: Evaluation[] = [];
  try {
    for (const [i, dataset] of datasets.entries()) {
      const page = pages.at(i) ?? null;
      const evaluation = await evaluateOne(dataset, { config, page, flags, quiet }, context);
      evaluations.push(evaluation);
      if (flags.json) context.terminal.out(`${JSON.stringify(evaluation)}\n`);
    }
  } finally {
    // After an error, too: nobody should have to measure these categories again.
    context.terminal.err(evaluations.map(describeTrainedOn).join(''));
    context.terminal.err(evaluations.map(describeEmptyMasks).join(''));
    if (!flags.json && evaluations.length > 0) context.terminal.out(evaluationTable(evaluations));
  }
  if (report === undefined) return;
  if (pages.length > 1) {
    const { renderIndexPage } = await import('../../../report/index.ts');
    const entries = evaluations.map((evaluation, i) => ({
      evaluation,
      page: basename(pages[i]),
    }));
    const measuredOn = describeMachine(runtimeOf(flags));
    const html = renderIndexPage(entries, { command: context.commandLine, measuredOn });
    await writeFileAtomic(report, html, { signal: context.signal });
  }
  if (!quiet) context.terminal.err(`Report: ${inLine(report)}\n`);
}

/** Checks several data sets before the first is fitted; a single one is checked when it is evaluated. */
async function checkAll(
  datasets: readonly Dataset[],
  quiet: boolean,
  { progress, signal }: CommandContext,
): Promise<void> {
  if (datasets.length === 1) return;
  const view = progress({ quiet });
  try {
    await checkTests(datasets, { signal, onProgress: view.onProgress });
  } finally {
    view.stop();
  }
}

interface Wanted {
  readonly config: FitConfig;
  /** File for the report; null for none. */
  readonly page: string | null;
  readonly flags: EvaluateFlags;
  readonly quiet: boolean;
}

async function evaluateOne(
  dataset: Dataset,
  { config, page, flags, quiet }: Wanted,
  context: CommandContext,
): Promise<Evaluation> {
  const view = context.progress({ quiet });
  const { signal } = context;
  const job = { signal, onProgress: view.onProgress, runtime: runtimeOf(flags) };
  try {
    return page === null
      ? await evaluate(dataset, config, job)
      : await evaluateWithReport(dataset, config, job, page, context);
  } finally {
    view.stop();
  }
}

async function evaluateWithReport(
  dataset: Dataset,
  config: FitConfig,
  job: FitJob,
  page: string,
  context: CommandContext,
): Promise<Evaluation> {
  // Loaded only if a report is asked for: the charts' libraries take a quarter of a second.
  const { ReportCollector, renderReport } = await import('../../../report/index.ts');
  const collector = new ReportCollector({ training: dataset.train, runtime: job.runtime });
  const evaluation = await evaluate(dataset, config, { ...job, onInspection: collector.add });
  const html = renderReport(
    collector.data(evaluation, context.commandLine, { measuredOn: describeMachine(job.runtime) }),
  );
  await writeFileAtomic(page, html, { signal: context.signal });
  return evaluation;
}

async function datasetsOf(
  folder: string | undefined,
  flags: EvaluateFlags,
  seed: number,
): Promise<readonly Dataset[]> {
  const { train, good, defective, masks, category, allowMissingMasks = false } = flags;
  if (folder !== undefined) {
    if ([train, good, defective, masks].every((own) => own === undefined)) {
      const layout = flags.layout === undefined ? {} : { layout: flags.layout };
      const datasets = await openDataset(folder, { seed, allowMissingMasks, ...layout });
      if (category === undefined) return datasets;
      const only = datasets.find((dataset) => dataset.category === category);
      if (only !== undefined) return [only];
      throw new NominalError('CONFIG_INVALID', {
        what: `${folder} has no such category`,
        expected: `--category ${datasets.map((dataset) => dataset.category).join(' or ')}`,
        received: category,
      });
    }
    throw new NominalError('CONFIG_INVALID', {
      what: 'both a data set and folders of images are named',
      expected: 'the folder of a data set, or --train, --good and --defective',
      received: `${folder} and also folders`,
      remedy: 'Name one or the other',
    });
  }
  if (train === undefined || good === undefined || defective === undefined) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'there is nothing to evaluate',
      expected: 'the folder of a data set, or --train, --good and --defective',
      remedy: 'Name one or the other',
    });
  }
  const named = {
    ...(masks === undefined ? {} : { masks }),
    ...(category === undefined ? {} : { category }),
  };
  return [await readFolders({ train, good, defective, allowMissingMasks, ...named })];
}
