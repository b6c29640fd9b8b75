import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { addExtrapolateOption, type ExtrapolateFlag } from '../../options/extrapolateOption.ts';
import { addMachineOptions } from '../../options/runtimeOptions.ts';
import { parseNumber } from '../../options/values.ts';

export interface CalibrateFlags extends Record<string, unknown>, ExtrapolateFlag {
  readonly out?: string;
  readonly falseRejectRate?: number;
  readonly threshold?: number;
  readonly defective?: readonly string[];
  readonly defectShare: number;
  readonly missCost: number;
  readonly backbone?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal calibrate`: sets another threshold, from other good images, another rate or by hand, without refitting. */
export function describeCalibrate(command: Command, context: CommandContext): void {
  command
    .argument('<model>', 'model file written by "nominal fit"')
    .argument('[good-images...]', 'folders, files or glob patterns of held-out good images')
    .option(
      '-o, --out <file>',
      'model file to write (default: the model itself; its state before is kept next to it)',
    )
    .option(
      '--false-reject-rate <rate>',
      'share of good parts that may be rejected from now on',
      parseNumber,
    )
    .option(
      '--threshold <score>',
      'raw threshold from now on, instead of the one that follows from the rate',
      parseNumber,
    )
    .option(
      '--defective <images...>',
      'defective images to report on: detection rate and cost over the rate; they never move the threshold',
    )
    .option(
      '--defect-share <share>',
      'share of parts that are defective, for the cost',
      parseNumber,
      0.01,
    )
    .option('--miss-cost <cost>', 'cost of a missed defect, in false rejects', parseNumber, 10)
    .option('--backbone <folder>', 'where the backbone is now, if it has moved since the fit')
    .option('--json', 'print progress and result as one JSON object per line')
    .option('--quiet', 'print nothing but errors');
  addMachineOptions(addExtrapolateOption(command)).action(
    async (path: string, patterns: string[], flags: CalibrateFlags) => {
      const { runCalibrate } = await import('./runCalibrate.ts');
      await runCalibrate(path, patterns, flags, context);
    },
  );
}
