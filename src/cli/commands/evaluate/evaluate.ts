import { type Command, Option } from 'commander';
import { type LayoutName, layoutNames } from '../../../config/index.ts';
import type { CommandContext } from '../../context.ts';
import { headings } from '../../options/headings.ts';
import { addFitOptions } from '../../options/fitOptions.ts';
import { addRuntimeOptions, addWorkersOption } from '../../options/runtimeOptions.ts';

export interface EvaluateFlags extends Record<string, unknown> {
  readonly train?: string;
  readonly good?: string;
  readonly defective?: string;
  readonly masks?: string;
  readonly category?: string;
  readonly layout?: LayoutName;
  readonly allowMissingMasks?: boolean;
  readonly report?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal evaluate`: fits, inspects and measures on a data set or on folders. */
export function describeEvaluate(command: Command, context: CommandContext): void {
  command
    .argument(
      '[dataset]',
      'folder of a data set (all its categories or one), or a .csv or .jsonl table of images',
    )
    .optionsGroup(headings.first)
    .option(
      '--report <file>',
      'write a page of charts and of the hardest images (.html); for several categories, a page for each and an index under this name',
    )
    .optionsGroup(headings.own)
    .addOption(
      new Option('--layout <name>', 'read the data set as this one (default: recognized)').choices(
        layoutNames,
      ),
    )
    .option('--train <folder>', 'good images to fit from, instead of a data set')
    .option('--good <folder>', 'good images to test with')
    .option('--defective <folder>', 'defective images to test with')
    .option('--masks <folder>', 'masks of the defective images, of the same names')
    .option(
      '--category <name>',
      'only this category of the data set; or, where folders are named, their name',
    )
    .option(
      '--allow-missing-masks',
      'accept defective images without a mask; pixel figures are then left out',
    )
    .option('--json', 'print one JSON object per category, which "compare" reads')
    .option('--quiet', 'print no progress')
    .addHelpText('after', '\nExample:\n  nominal evaluate mvtec/bottle --report bottle.html\n');
  addWorkersOption(addRuntimeOptions(addFitOptions(command))).action(
    async (folder: string | undefined, flags: EvaluateFlags) => {
      const { runEvaluate } = await import('./runEvaluate.ts');
      await runEvaluate(folder, flags, context);
    },
  );
}
