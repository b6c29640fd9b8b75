import type { Command } from 'commander';
import { type AdoptedModel, jobOf, thresholdSummary, writeModel } from '../../detector/index.ts';
import { assertWritable } from '../../files/index.ts';
import { importModel, type ImportOptions, importOptionsSchema } from '../../import/index.ts';
import type { CommandContext } from '../context.ts';
import { addMachineOptions, runtimeOf } from '../options/runtimeOptions.ts';
import { inLine } from '../output/printable.ts';
import { takeImages } from '../options/takeImages.ts';
import { describeSupport, describeThreshold } from '../output/describeThreshold.ts';
import { parseNames, parseNumber, parseSize } from '../options/values.ts';

interface ImportFlags extends Record<string, unknown> {
  readonly out: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal import`: a PatchCore model of another program, calibrated, as a model file. */
export function describeImport(command: Command, context: CommandContext): void {
  const { parameters, metadata, backbone, taps, resize, crop, falseRejectRate, extrapolate } =
    importOptionsSchema.shape;
  const help = (schema: { readonly description?: string | undefined }) => schema.description ?? '';
  command
    .argument('<foreign>', 'nnscorer_search_index.faiss or model.onnx, or the folder of either')
    .argument(
      '<good-images...>',
      'folders, files or glob patterns of good images that it was not fitted from',
    )
    .requiredOption('-o, --out <file>', 'model file to write')
    .option('--parameters <file>', help(parameters))
    .option('--metadata <file>', help(metadata))
    .option('--backbone <name|folder>', help(backbone))
    .option('--taps <names>', help(taps), parseNames)
    .option('--resize <size>', help(resize), parseSize)
    .option('--crop <size|none>', help(crop), parseSize)
    .option('--false-reject-rate <rate>', `${help(falseRejectRate)} (default: 0.01)`, parseNumber)
    .option('--extrapolate', help(extrapolate))
    .option('--json', 'print progress and result as one JSON object per line')
    .option('--quiet', 'print nothing but errors');
  addMachineOptions(command).action((path: string, patterns: string[], flags: ImportFlags) =>
    convert(path, patterns, flags, context),
  );
}

async function convert(
  path: string,
  patterns: readonly string[],
  flags: ImportFlags,
  context: CommandContext,
): Promise<void> {
  const { images } = await takeImages(patterns, context);
  await assertWritable(flags.out);
  const view = context.progress(flags);
  try {
    const job = { signal: context.signal, onProgress: view.onProgress, runtime: runtimeOf(flags) };
    const adopted = await importModel(path, images, optionsOf(flags), job);
    await writeModel(flags.out, adopted.model, jobOf(job));
    view.stop();
    print(context, flags, adopted);
  } finally {
    view.stop();
  }
}

/** The options among the flags. They are not checked yet. */
function optionsOf(flags: ImportFlags): ImportOptions {
  const named = Object.keys(importOptionsSchema.shape).filter((key) => flags[key] !== undefined);
  return Object.fromEntries(
    named.map((key) => [key, key === 'crop' && flags.crop === 'none' ? null : flags[key]]),
  );
}

function print(
  { terminal }: CommandContext,
  flags: ImportFlags,
  { model, likeness }: AdoptedModel,
): void {
  const summary = thresholdSummary(model);
  const { bank, backbone, config } = model;
  if (flags.json === true) {
    const result = { model: flags.out, bankRows: bank.rows, dimension: bank.columns, backbone };
    terminal.out(
      `${JSON.stringify({ event: 'imported', ...result, config, likeness, ...summary })}\n`,
    );
  } else if (flags.quiet !== true) {
    terminal.out(
      `${inLine(flags.out)}: ${bank.rows} bank rows of ${bank.columns} values, backbone ${inLine(backbone.name)}; ` +
        `the features of the good images are like those in it (correlation ${likeness.toFixed(2)})\n` +
        `${describeThreshold(summary)}\n${describeSupport(summary)}`,
    );
  }
}
