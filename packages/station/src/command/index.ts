import type { Command } from 'commander';
import type { CommandContext } from 'nominal-vision/internal/cli';
import { addServeCommand } from './serve.ts';

/** Adds the station's commands to the command line. */
export function addCommands(program: Command, context: CommandContext): void {
  addServeCommand(program, context);
}
