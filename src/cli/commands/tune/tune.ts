import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { addFitOptions } from '../../options/fitOptions.ts';
import { addRuntimeOptions } from '../../options/runtimeOptions.ts';
import type { AxesFlags } from './tuningAxes.ts';
import { parseNumber } from '../../options/values.ts';

/** Sizes and ratios that are tried unless others are given; the defaults come first. */
export const usualLists = { sizes: '256x256,128x128,192x192,320x320', ratios: '0.1,0.01,0.25' };

export interface TuneFlags extends AxesFlags {
  readonly maxImages: unknown;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal tune`: searches settings on good images alone, with generated defects. */
export function describeTune(command: Command, context: CommandContext): void {
  command
    .argument('<good-images...>', 'folders, files or glob patterns of good images')
    .option(
      '--sizes <sizes>',
      `network inputs to try; --resize alone keeps one (default: ${usualLists.sizes}, without those smaller than the crop)`,
    )
    .option(
      '--ratios <shares>',
      `shares of patches to try; --coreset-ratio alone keeps one (default: ${usualLists.ratios})`,
    )
    .option(
      '--max-images <n>',
      'maximum number of images to use, drawn at random, at least 10',
      parseNumber,
      100,
    )
    .option('--json', 'print the ranking as one JSON object')
    .option('--quiet', 'print no progress');
  addRuntimeOptions(addFitOptions(command)).action(async (patterns: string[], flags: TuneFlags) => {
    const { runTune } = await import('./runTune.ts');
    await runTune(patterns, flags, context);
  });
}
