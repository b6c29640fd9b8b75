import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { addMachineOptions } from '../../options/runtimeOptions.ts';

export interface ShowFlags extends Record<string, unknown> {
  readonly images?: boolean;
  readonly setters?: readonly string[];
  readonly overlays?: string;
  readonly json?: boolean;
}

/** `nominal show`: prints the contents of a model file and its changes. */
export function describeShow(command: Command, context: CommandContext): void {
  command
    .argument('<model>', 'model file written by "nominal fit"')
    .option('--images', 'list the training images with their bank rows')
    .option(
      '--setters <good-images...>',
      'the training images: measure how many of some generated defects are found with and without those that set the threshold',
    )
    .option(
      '--overlays <folder>',
      'with --setters: write the images that set the threshold, with the places marked, as PNG',
    )
    .option('--json', 'print one JSON object');
  addMachineOptions(command).action(async (path: string, flags: ShowFlags) => {
    if (flags.setters === undefined && flags.overlays !== undefined)
      command.error('error: --overlays needs --setters');
    const { runShow } = await import('./runShow.ts');
    await runShow(path, flags, context);
  });
}
