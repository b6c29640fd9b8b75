import type { Command } from 'commander';
import { stressNames } from '../../../config/index.ts';
import type { CommandContext } from '../../context.ts';
import { addMachineOptions } from '../../options/runtimeOptions.ts';

export interface StressFlags extends Record<string, unknown> {
  readonly only?: readonly string[];
  readonly falseRejectRate?: number;
  readonly backbone?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `nominal stress`: how far camera and light may change before good parts are rejected. */
export function describeStress(command: Command, context: CommandContext): void {
  command
    .argument('<model>', 'model file written by "nominal fit"')
    .argument(
      '<good-images...>',
      'folders, files or glob patterns of good images that the model was not fitted from',
    )
    .option('--only <names...>', `some of: ${stressNames.join(', ')}`)
    .option('--backbone <folder>', 'where the backbone is now, if it has moved since the fit')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'print no progress')
    .addHelpText(
      'after',
      '\nExample:\n  nominal stress cap.nominal good-of-today/ --only darker brighter blur\n',
    );
  addMachineOptions(command).action(
    async (path: string, patterns: string[], flags: StressFlags) => {
      const { runStress } = await import('./runStress.ts');
      await runStress(path, patterns, flags, context);
    },
  );
}
