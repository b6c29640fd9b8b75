import type { Command } from 'commander';
import type { CommandContext } from 'nominal-vision/internal/cli';
import { addDrainCommand } from './fleet/drain.ts';
import { addKeyCommand } from './fleet/key.ts';
import { addPublishCommand } from './fleet/publish.ts';
import { addSetupCommand } from './fleet/setup.ts';
import { addStatusCommand } from './fleet/status.ts';

/** `nominal fleet`: commands to operate a fleet of workers on NATS. */
export function addFleetCommand(program: Command, context: CommandContext): void {
  const fleet = program
    .command('fleet')
    .description('Set up, feed and look after a fleet of workers on NATS');
  const commands = [
    addSetupCommand,
    addPublishCommand,
    addStatusCommand,
    addDrainCommand,
    addKeyCommand,
  ];
  for (const add of commands) add(fleet, context);
  for (const command of fleet.commands) command.copyInheritedSettings(program);
}
