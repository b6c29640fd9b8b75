import type { Command } from 'commander';
import type { CommandContext } from 'nominal-vision/internal/cli';

/** `nominal fleet key`: an NKey by which a program logs in to NATS. */
export function addKeyCommand(fleet: Command, { terminal }: CommandContext): void {
  fleet
    .command('key')
    .description('Write the seed of a new NKey to a file, and print its public key for the servers')
    .argument('<file>', 'file for the seed, which must not exist')
    .action(async (path: string) => {
      const { createKey } = await import('../../operations/createKey.ts');
      terminal.out(`${await createKey(path)}\n`);
    });
}
