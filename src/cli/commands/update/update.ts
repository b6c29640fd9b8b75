import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';
import { addMachineOptions } from '../../options/runtimeOptions.ts';

export interface UpdateFlags extends Record<string, unknown> {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly refill?: readonly string[];
  readonly rollback?: boolean;
  readonly out?: string;
  readonly backbone?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal update`: adds good images or removes training images without refitting, or undoes a change. */
export function describeUpdate(command: Command, context: CommandContext): void {
  command
    .argument('<model>', 'model file written by "nominal fit"')
    .option('--add <good-images...>', 'folders, files or glob patterns of good images to add')
    .option(
      '--remove <image-ids...>',
      'names or SHA-256 of training images to remove, as "nominal show --images" lists them',
    )
    .option(
      '--refill <training-images...>',
      'training images that stay, to fill the holes that removed ones leave in the memory bank',
    )
    .option('--rollback', 'put the state before the newest change back')
    .option(
      '-o, --out <file>',
      'model file to write (default: the model itself; its state before is kept next to it)',
    )
    .option('--backbone <folder>', 'where the backbone is now, if it has moved since the fit')
    .option('--json', 'print progress and result as one JSON object per line')
    .option('--quiet', 'print nothing but errors');
  addMachineOptions(command).action(async (path: string, flags: UpdateFlags) => {
    const { runUpdate } = await import('./runUpdate.ts');
    await runUpdate(path, flags, context);
  });
}
