import type { Command } from 'commander';
import type { FitOptions } from 'nominal-vision/internal/config';
import type { CommandContext, NatsFlags } from 'nominal-vision/internal/cli';
import type { FitJob, SpreadFit } from 'nominal-vision/internal/detector';
import { addFleetCommand } from './fleet.ts';
import { withFleet } from './withFleet.ts';
import { addWorkerCommand } from './worker.ts';

/** Adds the fleet's commands to the command line. */
export function addCommands(program: Command, context: CommandContext): void {
  addWorkerCommand(program, context);
  addFleetCommand(program, context);
}

/** `nominal fit --nats`: fits with the workers of the fleet that the flags name. */
export function fitInFleet(
  flags: NatsFlags,
  images: readonly string[],
  options: FitOptions,
  job: FitJob,
): Promise<SpreadFit> {
  return withFleet(flags, 'nominal fit', async (fleet) => {
    const { fitInFleet } = await import('../fits/fitInFleet.ts');
    return fitInFleet(fleet, images, options, job);
  });
}
