import type { Command } from 'commander';
import { type RuntimeOptions, resolveRuntimeConfig, runtimeConfigSchema } from '../config/index.ts';
import { parseNumber } from './fitOptions.ts';

/** Adds the options that say how the work is done on this machine. */
export function addRuntimeOptions(command: Command): Command {
  const { threads, batchImages } = runtimeConfigSchema.shape;
  return command
    .option('--threads <n>', threads.description ?? '', parseNumber)
    .option(
      '--batch-images <n>',
      `${batchImages.description} (default: ${batchImages.parse(undefined)})`,
      parseNumber,
    );
}

/** The runtime options among the flags. @throws NominalError `CONFIG_INVALID`. */
export function runtimeOf(flags: Readonly<Record<string, unknown>>): RuntimeOptions {
  const given = Object.keys(runtimeConfigSchema.shape).filter((key) => flags[key] !== undefined);
  return resolveRuntimeConfig(Object.fromEntries(given.map((key) => [key, flags[key]])));
}
