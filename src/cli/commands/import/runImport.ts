import { importOptionsSchema, parseConfig } from '../../../config/index.ts';
import { type AdoptedModel, jobOf, thresholdSummary, writeModel } from '../../../detector/index.ts';
import { assertWritable } from '../../../files/index.ts';
import { importModel, type ImportOptions } from '../../../import/index.ts';
import type { CommandContext } from '../../context.ts';
import { optionWording } from '../../options/optionWording.ts';
import { runtimeOf } from '../../options/runtimeOptions.ts';
import { inLine } from '../../output/printable.ts';
import { takeImages } from '../../options/takeImages.ts';
import { describeSupport, describeThreshold } from '../../output/describeThreshold.ts';
import type { ImportFlags } from './import.ts';

/** What `nominal import` does. */
export async function runImport(
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

/** The options among the flags. @throws NominalError `CONFIG_INVALID`. */
function optionsOf(flags: ImportFlags): ImportOptions {
  const named = Object.keys(importOptionsSchema.shape).filter((key) => flags[key] !== undefined);
  const options = Object.fromEntries(
    named.map((key) => [key, key === 'crop' && flags.crop === 'none' ? null : flags[key]]),
  );
  return parseConfig(importOptionsSchema, options, 'command line', optionWording());
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
