import { type Command, Option } from 'commander';
import { layoutNames, presets } from '../../../config/index.ts';
import type { CommandContext } from '../../context.ts';
import { headings } from '../../options/headings.ts';
import { addFitOptions } from '../../options/fitOptions.ts';
import { addRuntimeOptions } from '../../options/runtimeOptions.ts';
import type { AxesFlags } from './axes.ts';

export interface BenchmarkFlags extends AxesFlags, Record<string, unknown> {
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
  addRuntimeOptions(addFitOptions(command)).action(async (path: string, flags: BenchmarkFlags) => {
    const { runBenchmark } = await import('./runBenchmark.ts');
    await runBenchmark(path, flags, context);
  });
}
