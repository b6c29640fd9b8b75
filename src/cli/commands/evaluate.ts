import { join, parse } from 'node:path';
import { type Command, Option } from 'commander';
import {
  type Dataset,
  type LayoutName,
  layoutNames,
  openDataset,
  readFolders,
  requireTests,
} from '../../datasets/index.ts';
import { type Evaluation, evaluate, type FitJob } from '../../detector/index.ts';
import { NominalError } from '../../errors/index.ts';
import { assertWritable, writeFileAtomic } from '../../files/index.ts';
import type { FitConfig } from '../../config/index.ts';
import type { CommandContext } from '../context.ts';
import { describeEmptyMasks } from '../describeEmptyMasks.ts';
import { addFitOptions, fitConfigOf } from '../fitOptions.ts';
import { formatTable } from '../formatTable.ts';
import { addRuntimeOptions, addWorkersOption, runtimeOf } from '../runtimeOptions.ts';

interface EvaluateFlags extends Record<string, unknown> {
  readonly train?: string;
  readonly good?: string;
  readonly defective?: string;
  readonly masks?: string;
  readonly category?: string;
  readonly layout?: LayoutName;
  readonly report?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal evaluate`: fits, inspects and measures on a data set or on folders. */
export function addEvaluateCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('evaluate')
    .description(
      'Fit on the good images of a data set, inspect its test images, and print the metrics',
    )
    .argument(
      '[dataset]',
      'folder of a data set (all its categories or one), or a .csv or .jsonl table of images',
    )
    .addOption(
      new Option('--layout <name>', 'read the data set as this one (default: recognized)').choices(
        layoutNames,
      ),
    )
    .option('--train <folder>', 'good images to fit from, in place of a data set')
    .option('--good <folder>', 'good images to test with')
    .option('--defective <folder>', 'defective images to test with')
    .option('--masks <folder>', 'masks of the defective images, of the same names')
    .option('--category <name>', 'name of the category, where folders are named')
    .option('--report <file>', 'write a page of charts and of the hardest images (.html)')
    .option('--json', 'print one JSON object per category, which "compare" reads')
    .option('--quiet', 'print no progress');
  addWorkersOption(addRuntimeOptions(addFitOptions(command))).action(
    async (folder: string | undefined, flags: EvaluateFlags) => {
      const config = fitConfigOf(flags);
      const datasets = await datasetsOf(folder, flags, config.seed);
      const pageOf = reportNames(flags.report, datasets.length);
      for (const dataset of datasets) requireTests(dataset);
      for (const { category } of datasets) {
        if (pageOf !== null) await assertWritable(pageOf(category));
      }
      const evaluations: Evaluation[] = [];
      for (const dataset of datasets) {
        const view = context.progress({ quiet: flags.quiet === true || flags.json === true });
        try {
          const job = {
            signal: context.signal,
            onProgress: view.onProgress,
            runtime: runtimeOf(flags),
          };
          const evaluation = await evaluateWithReport(
            dataset,
            config,
            job,
            pageOf?.(dataset.category) ?? null,
            context,
          );
          evaluations.push(evaluation);
          if (flags.json) context.terminal.out(`${JSON.stringify(evaluation)}\n`);
        } finally {
          view.stop();
        }
      }
      context.terminal.err(evaluations.map(describeEmptyMasks).join(''));
      if (!flags.json) context.terminal.out(tableOf(evaluations));
    },
  );
}

/** Where the page of each category goes: the file itself for one category, its name with each category for several. */
function reportNames(
  file: string | undefined,
  categories: number,
): ((category: string) => string) | null {
  if (file === undefined) return null;
  const { dir, name, ext } = parse(file);
  return (category) =>
    categories === 1 ? file : join(dir, `${name}-${category}${ext === '' ? '.html' : ext}`);
}

async function evaluateWithReport(
  dataset: Dataset,
  config: FitConfig,
  job: FitJob,
  page: string | null,
  context: CommandContext,
): Promise<Evaluation> {
  if (page === null) return evaluate(dataset, config, job);
  // Loaded only where it is asked for: the charts' library takes a quarter of a second.
  const { ReportCollector, renderReport } = await import('../../report/index.ts');
  const collector = new ReportCollector();
  const evaluation = await evaluate(dataset, config, { ...job, onInspection: collector.add });
  const html = renderReport(collector.data(evaluation, context.commandLine));
  await writeFileAtomic(page, html, { signal: context.signal });
  return evaluation;
}

async function datasetsOf(
  folder: string | undefined,
  flags: EvaluateFlags,
  seed: number,
): Promise<readonly Dataset[]> {
  const { train, good, defective, masks, category } = flags;
  if (folder !== undefined) {
    if ([train, good, defective, masks].every((own) => own === undefined))
      return openDataset(folder, {
        seed,
        ...(flags.layout === undefined ? {} : { layout: flags.layout }),
      });
    throw new NominalError('CONFIG_INVALID', {
      what: 'a data set and folders of images are both named',
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
  return [await readFolders({ train, good, defective, ...named })];
}

export function tableOf(evaluations: readonly Evaluation[]): string {
  const share = (value: number | null) => (value === null ? '-' : value.toFixed(4));
  const header = [
    'category',
    'train',
    'good',
    'defective',
    'image AUROC',
    'pixel AUROC',
    'AUPRO',
    'F1 max',
    'at 1 %',
    'at 5 %',
    'rejected',
    'detected',
    'fit s',
    'ms/image',
  ];
  const table = formatTable(
    header,
    evaluations.map((e) => [
      e.category,
      String(e.train),
      String(e.testGood),
      String(e.testDefective),
      share(e.imageAuroc),
      share(e.pixelAuroc),
      share(e.aupro30),
      share(e.f1Max),
      share(e.detectionRateAt1),
      share(e.detectionRateAt5),
      share(e.falseRejectRate),
      share(e.detectionRate),
      e.fitSeconds.toFixed(1),
      e.msPerImage.toFixed(0),
    ]),
  );
  return `${table}at 1 %, at 5 %: share of the defective images above the score that rejects so many of the good test images\nrejected, detected: shares of the good and of the defective images above the model's own threshold\n`;
}
