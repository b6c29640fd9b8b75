import { type Command, Option } from 'commander';
import {
  parseConfig,
  type RuntimeOptions,
  resolveRuntimeConfig,
  runtimeConfigSchema,
} from '../../config/index.ts';
import { headings, under } from './headings.ts';
import { optionWording } from './optionWording.ts';
import { parseNumber } from './values.ts';

/** Adds the options for the machine: threads, device, and limits of images. */
export function addMachineOptions(command: Command): Command {
  const { threads, device, maxMegapixels, lenientJpeg } = runtimeConfigSchema.shape;
  return under(command, headings.machine, () =>
    command
      .option('--threads <n>', threads.description ?? '', parseNumber)
      .option(
        '--max-megapixels <n>',
        `${maxMegapixels.description} (default: ${maxMegapixels.parse(undefined)})`,
        parseNumber,
      )
      .option('--lenient-jpeg', lenientJpeg.description)
      .addOption(
        new Option(
          '--device <name>',
          `${device.description} (default: ${device.parse(undefined)})`,
        ).choices(device.unwrap().options),
      ),
  );
}

/** Adds the option for inspecting images of a stream side by side. */
export function addWorkersOption(command: Command): Command {
  const { workers } = runtimeConfigSchema.shape;
  return under(command, headings.machine, () =>
    command.option(
      '--workers <n>',
      `${workers.description} (default: ${workers.parse(undefined)})`,
      parseNumber,
    ),
  );
}

/** Adds the options for a fit on this machine. */
export function addRuntimeOptions(command: Command): Command {
  const { batchImages } = runtimeConfigSchema.shape;
  return under(addMachineOptions(command), headings.machine, () =>
    command.option('--batch-images <n>', batchImages.description ?? '', parseNumber),
  );
}

/** The runtime options among the flags. @throws NominalError `CONFIG_INVALID`. */
export function runtimeOf(flags: Readonly<Record<string, unknown>>): RuntimeOptions {
  const given = Object.keys(runtimeConfigSchema.shape).filter((key) => flags[key] !== undefined);
  const options = Object.fromEntries(given.map((key) => [key, flags[key]]));
  return resolveRuntimeConfig(
    parseConfig(runtimeConfigSchema, options, 'command line', optionWording()),
  );
}
