import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';

/** `nominal verify`: checks that an exported file is whole and gives the results that it gave when it was written. */
export function describeVerify(command: Command, context: CommandContext): void {
  command
    .argument('<file>', 'file written by "nominal export"')
    .option('--json', 'print one JSON object')
    .action(async (path: string, flags: { readonly json?: boolean }) => {
      const { runVerify } = await import('./runVerify.ts');
      await runVerify(path, flags, context);
    });
}
