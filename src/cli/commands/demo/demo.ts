import { type Command, Option } from 'commander';
import { type CategoryName, categoryNames } from '../../../config/choices/index.ts';
import type { CommandContext } from '../../context.ts';

export interface DemoFlags {
  readonly category: CategoryName;
  readonly out: string;
  readonly seed: number;
}

/** `nominal demo`: renders parts, learns from the good ones, inspects the others and writes a report. */
export function describeDemo(command: Command, context: CommandContext): void {
  command
    .addOption(
      new Option('--category <name>', 'kind of part')
        .choices(categoryNames)
        .default(categoryNames[0]),
    )
    .option(
      '-o, --out <folder>',
      'folder to write to; its data set and report are replaced',
      'nominal-demo',
    )
    .option('--seed <n>', 'seed of the parts and the fit', Number, 0)
    .action(async (flags: DemoFlags) => {
      const { runDemo } = await import('./runDemo.ts');
      await runDemo(flags, context);
    });
}
