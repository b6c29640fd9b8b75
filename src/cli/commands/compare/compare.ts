import type { Command } from 'commander';
import type { CommandContext } from '../../context.ts';

/** `nominal compare`: tells which of two evaluations is better, and whether the difference is more than noise. */
export function describeCompare(command: Command, context: CommandContext): void {
  command
    .argument('<first>', 'output of "evaluate --json", or a result file of "benchmark"')
    .argument('<second>', 'another one, of the same test images')
    .option(
      '--json',
      'print one JSON object per category, and one for their mean if there are several',
    )
    .action(async (first: string, second: string, flags: { readonly json?: boolean }) => {
      const { runCompare } = await import('./runCompare.ts');
      await runCompare(first, second, flags, context);
    });
}
