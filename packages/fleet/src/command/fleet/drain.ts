import type { Command } from 'commander';
import { NominalError } from 'nominal-vision/internal/errors';
import type { CommandContext } from 'nominal-vision/internal/cli';
import { addNatsOptions, type NatsFlags } from 'nominal-vision/internal/cli';
import { withFleet } from '../withFleet.ts';
import { inLine } from 'nominal-vision/internal/cli';

/** `nominal fleet drain`: workers finish the requests they hold, and leave. */
export function addDrainCommand(fleet: Command, { terminal, signal }: CommandContext): void {
  const command = fleet
    .command('drain')
    .description('Have workers end what they have in hand and leave, and wait until they have')
    .argument('[workers...]', 'names, as "fleet status" shows them')
    .option('--all', 'all workers');
  addNatsOptions(command).action(
    async (workers: readonly string[], flags: NatsFlags & { readonly all?: boolean }) => {
      if (workers.length === 0 && flags.all !== true) {
        throw new NominalError('CONFIG_INVALID', {
          what: 'no worker is named',
          expected: 'names of workers, or --all',
        });
      }
      const { drainWorkers } = await import('../../operations/drainWorkers.ts');
      const left = await withFleet(flags, 'nominal fleet drain', (connected) =>
        drainWorkers(connected, workers, signal),
      );
      for (const worker of left) terminal.out(`${inLine(worker)} has left\n`);
    },
  );
}
