import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
export function addDemoCommand(program: Command, _context: CommandContext): void {
  program.command('demo');
}
