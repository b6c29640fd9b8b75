import type { Command } from 'commander';
import { parseConfig } from 'nominal-vision/internal/config';
import type { WorkerEvent } from '../worker/Worker.ts';
import { workerConfigSchema } from '../worker/workerConfig.ts';
import { optionWording, parseNames } from 'nominal-vision/internal/cli';
import type { CommandContext } from 'nominal-vision/internal/cli';
import { parseNumber } from 'nominal-vision/internal/cli';
import { keepServing } from 'nominal-vision/internal/cli';
import { addNatsOptions, type NatsFlags } from 'nominal-vision/internal/cli';
import { inBytes, MIB } from './mebibytes.ts';
import { withFleet } from './withFleet.ts';
import { inLine } from 'nominal-vision/internal/cli';

interface WorkerFlags extends NatsFlags {
  readonly name?: string;
  readonly models?: readonly string[];
  readonly capacity?: number;
  readonly threads?: number;
  readonly modelMemoryMib?: unknown;
  readonly cache?: string;
  readonly cacheMib?: unknown;
  readonly backbones?: readonly string[];
  readonly fits?: boolean;
  readonly maxMegapixels?: number;
  readonly lenientJpeg?: boolean;
  readonly json?: boolean;
}

const { name, models, capacity, threads, modelMemoryBytes, cache, cacheBytes, backbones, fits } =
  workerConfigSchema.shape;
const { maxMegapixels, lenientJpeg } = workerConfigSchema.shape;

/** `nominal worker`: inspects for a fleet. */
export function addWorkerCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('worker')
    .description('Inspect images that wait in a fleet on NATS, until Ctrl-C or "fleet drain"');
  addNatsOptions(command)
    .option('--name <name>', name.description)
    .option('--models <patterns>', `${models.description} (default: *)`, parseNames)
    .option(
      '--capacity <n>',
      `${capacity.description} (default: ${capacity.parse(undefined)})`,
      parseNumber,
    )
    .option('--threads <n>', threads.description ?? '', parseNumber)
    .option(
      '--model-memory-mib <n>',
      `${modelMemoryBytes.description}, in MiB (default: ${modelMemoryBytes.parse(undefined) / MIB})`,
      parseNumber,
    )
    .option('--cache <folder>', `${cache.description} (default: ${cache.parse(undefined)})`)
    .option(
      '--cache-mib <n>',
      `${cacheBytes.description}, in MiB (default: ${cacheBytes.parse(undefined) / MIB})`,
      parseNumber,
    )
    .option('--backbones <names>', `${backbones.description}, separated by commas`, parseNames)
    .option(
      '--max-megapixels <n>',
      `${maxMegapixels.description} (default: ${maxMegapixels.parse(undefined)})`,
      parseNumber,
    )
    .option('--lenient-jpeg', lenientJpeg.description)
    .option('--fits', fits.description ?? '')
    .option('--json', 'print one JSON object per event')
    .action(async (flags: WorkerFlags) => {
      const config = configOf(flags);
      const { runWorker } = await import('../worker/runWorker.ts');
      const { terminal, signal } = context;
      const onEvent = (event: WorkerEvent) =>
        terminal.out(
          flags.json === true ? `${JSON.stringify(event)}\n` : `${inLine(textOf(event))}\n`,
        );
      await keepServing(terminal, () =>
        withFleet(flags, 'nominal worker', (fleet) =>
          runWorker(fleet, config, { signal, onEvent }),
        ),
      );
    });
}

function configOf(flags: WorkerFlags) {
  const given = {
    name: flags.name,
    models: flags.models,
    capacity: flags.capacity,
    threads: flags.threads,
    modelMemoryBytes: inBytes(flags.modelMemoryMib),
    cache: flags.cache,
    cacheBytes: inBytes(flags.cacheMib),
    backbones: flags.backbones,
    maxMegapixels: flags.maxMegapixels,
    lenientJpeg: flags.lenientJpeg,
    fits: flags.fits,
  };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  const names = { modelMemoryBytes: '--model-memory-mib', cacheBytes: '--cache-mib' };
  return parseConfig(
    workerConfigSchema,
    Object.fromEntries(known),
    'command line',
    optionWording(names),
  );
}

function textOf(event: WorkerEvent): string {
  switch (event.event) {
    case 'started':
      return `worker ${event.worker} takes requests`;
    case 'disconnected':
      return 'the connection to NATS is lost; reconnecting';
    case 'reconnected':
      return 'connected to NATS again';
    case 'draining':
      return 'takes no more requests; requests in hand are finished first';
    case 'failed':
      return `request ${event.sequence} of ${event.product} is a dead letter`;
    case 'shard':
      return `${event.kind === 'reduce' ? 'reduces' : 'measures'} shard ${event.shard} of the fit ${event.fit}`;
  }
}
