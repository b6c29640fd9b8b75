import type { Command } from 'commander';
import { parseConfig } from 'nominal-vision/internal/config';
import { fleetSettingsSchema } from '../../protocol/fleetSettings.ts';
import { fleetLimitsSchema } from '../../setup/fleetLimits.ts';
import type { CommandContext } from 'nominal-vision/internal/cli';
import { optionOf, optionWording, parseNumber } from 'nominal-vision/internal/cli';
import { addNatsOptions, type NatsFlags } from 'nominal-vision/internal/cli';
import { inBytes, MIB } from '../mebibytes.ts';
import { withFleet } from '../withFleet.ts';

const rooms = {
  requestMib: 'requestBytes',
  imageMib: 'imageBytes',
  resultMib: 'resultBytes',
  deadLetterMib: 'deadLetterBytes',
  modelMib: 'modelBytes',
} as const;

type SetupFlags = NatsFlags & Readonly<Record<string, unknown>>;

/** `nominal fleet setup`: the streams of a fleet. */
export function addSetupCommand(fleet: Command, { terminal }: CommandContext): void {
  const command = fleet
    .command('setup')
    .description(
      'Make the streams of a fleet on NATS, or change their limits; what they hold stays',
    );
  addNatsOptions(command);
  const limits = fleetLimitsSchema.shape;
  const settings = fleetSettingsSchema.shape;
  for (const key of ['replicas', 'resultHours', 'deadLetterDays'] as const) {
    const field = limits[key];
    addNumber(command, key, `${field.description} (default: ${field.parse(undefined)})`);
  }
  for (const [flag, key] of Object.entries(rooms)) {
    const field = limits[key];
    const standard = field.parse(undefined) / MIB;
    addNumber(command, flag, `${field.description}, in MiB (default: ${standard})`);
  }
  for (const key of ['ackWaitMs', 'maxTries'] as const) {
    const field = settings[key];
    addNumber(command, key, `${field.description} (default: ${field.parse(undefined)})`);
  }
  command.action(async (flags: SetupFlags) => {
    const given = Object.entries(flags).flatMap(([flag, value]): [string, unknown][] => {
      const room = Object.entries(rooms).find(([name]) => name === flag)?.[1];
      return room === undefined ? [[flag, value]] : [[room, inBytes(value)]];
    });
    const of = (known: object) => Object.fromEntries(given.filter(([key]) => key in known));
    const names = Object.entries(rooms).map(([flag, key]) => [key, optionOf(flag)] as const);
    const wording = optionWording(Object.fromEntries(names));
    const limitsGiven = parseConfig(fleetLimitsSchema, of(limits), 'command line', wording);
    const settingsGiven = parseConfig(fleetSettingsSchema, of(settings), 'command line', wording);
    const { setUpFleet } = await import('../../setup/setUpFleet.ts');
    await withFleet(flags, 'nominal fleet setup', async (connected) => {
      await setUpFleet(connected, limitsGiven, settingsGiven);
      terminal.out(`The fleet ${connected.names.fleet} is set up.\n`);
    });
  });
}

function addNumber(command: Command, key: string, description: string): void {
  command.option(`${optionOf(key)} <n>`, description, parseNumber);
}
