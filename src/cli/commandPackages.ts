import type { Command } from 'commander';
import type { FitOptions } from '../config/index.ts';
import type { FitJob, SpreadFit } from '../detector/index.ts';
import type { CommandContext } from './context.ts';
import type { NatsFlags } from './options/natsOptions.ts';

/** What a package with commands of its own exports as `./command`. */
interface CommandPackage {
  readonly addCommands: (program: Command, context: CommandContext) => void;
}

/** What the fleet's package exports in addition. */
interface FleetPackage extends CommandPackage {
  readonly fitInFleet: (
    flags: NatsFlags,
    images: readonly string[],
    options: FitOptions,
    job: FitJob,
  ) => Promise<SpreadFit>;
}

/** The packages with commands of their own, and the one-line description of each command. */
const commandPackages = [
  {
    name: '@nominal-vision/station',
    commands: { serve: 'Start the inspection station: HTTP interface and web console' },
  },
  {
    name: '@nominal-vision/fleet',
    commands: {
      worker: 'Inspect images that wait in a fleet on NATS',
      fleet: 'Set up, feed and look after a fleet of workers on NATS',
    },
  },
] as const;

/**
 * Adds the commands of other packages. Only the package of the given command is loaded. The other
 * commands are added by name only, for the help.
 *
 * @param given name of the command; null to add all commands with all their options.
 * @throws NominalError `PACKAGE_MISSING` if the package of the given command is not installed.
 */
export async function addPackagedCommands(
  program: Command,
  context: CommandContext,
  given: string | null,
): Promise<void> {
  for (const { name, commands } of commandPackages) {
    if (given === null || Object.hasOwn(commands, given)) {
      const { addCommands } = await load<CommandPackage>(name, `nominal ${given ?? ''}`.trim());
      addCommands(program, context);
    } else {
      for (const [command, description] of Object.entries(commands))
        program.command(command).description(`${description} (${name})`);
    }
  }
}

/** The package for `nominal fit --nats`. @throws NominalError `PACKAGE_MISSING`. */
export function loadFleetPackage(): Promise<FleetPackage> {
  return load<FleetPackage>('@nominal-vision/fleet', 'nominal fit --nats');
}

async function load<Package>(name: string, what: string): Promise<Package> {
  // The help needs neither.
  const { requirePackage } = await import('../files/index.ts');
  requirePackage(name, what, import.meta.url);
  return (await import(`${name}/command`)) as Package;
}
