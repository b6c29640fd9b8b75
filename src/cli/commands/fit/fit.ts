import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { headings } from '../../options/headings.ts';
import { addFitOptions, fitConfigOf } from '../../options/fitOptions.ts';
import { addNatsOptions, type NatsFlags } from '../../options/natsOptions.ts';
import { addRuntimeOptions } from '../../options/runtimeOptions.ts';
import { parseNumber } from '../../options/values.ts';

export interface FitFlags extends Record<string, unknown>, NatsFlags {
  readonly out: string;
  readonly roiOverlay?: string;
  readonly products?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal fit`: good images → one model file. */
export function describeFit(command: Command, context: CommandContext): void {
  command
    .argument('[good-images...]', 'folders, files or glob patterns of good images')
    .optionsGroup(headings.first)
    .requiredOption(
      '-o, --out <file>',
      'model file to write; with --products the folder of a family',
    )
    .optionsGroup(headings.own)
    .option(
      '--products <folders...>',
      'a folder for each product, of good images or of a data set with train/good: fits a family, which is a model of each and a router that tells them apart',
    )
    .option(
      '--unknown-rate <rate>',
      'with --products: largest share of good images that may be taken for an unknown product (default: 0.01)',
      parseNumber,
    )
    .option(
      '--roi-overlay <file>',
      'write the first training image as PNG, with the parts that are not inspected dimmed',
    )
    .option('--json', 'print progress and result as one JSON object per line')
    .option('--quiet', 'print nothing but errors')
    .addHelpText('after', '\nExample:\n  nominal fit images/good --out part.nominal\n');
  addNatsOptions(addRuntimeOptions(addFitOptions(command))).action(
    async (patterns: string[], flags: FitFlags) => {
      const config = fitConfigOf(flags);
      // Optional for the parser, because a family takes none.
      if (flags.products === undefined && patterns.length === 0)
        command.error("error: missing required argument 'good-images'");
      const { runFit } = await import('./runFit.ts');
      await runFit(patterns, config, flags, context);
    },
  );
}
