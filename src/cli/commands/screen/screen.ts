import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { addFitOptions } from '../../options/fitOptions.ts';
import { addRuntimeOptions } from '../../options/runtimeOptions.ts';
import { parseCount } from '../../options/values.ts';

export interface ScreenFlags extends Record<string, unknown> {
  readonly overlays?: string;
  readonly top: number;
  readonly screen?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal screen`: ranks good images, the strangest first. */
export function describeScreen(command: Command, context: CommandContext): void {
  command
    .argument('<good-images...>', 'folders, files or glob patterns of images that should be good')
    .option('--overlays <folder>', 'write the strangest images with their heat maps as PNG')
    .option(
      '--top <n>',
      'how many of the strangest to print and draw (default: 10)',
      (text) => parseCount('--top', text),
      10,
    )
    .option('--json', 'print one JSON object per image, all of them, strangest first')
    .option('--quiet', 'print no progress');
  addRuntimeOptions(addFitOptions(command)).action(
    async (patterns: string[], flags: ScreenFlags) => {
      const { runScreen } = await import('./runScreen.ts');
      await runScreen(patterns, flags, context);
    },
  );
}
