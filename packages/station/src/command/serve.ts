import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readStationConfig, stationConfigSchema } from '../config/index.ts';
import type { CommandContext } from 'nominal-vision/internal/cli';
import { parseNumber } from 'nominal-vision/internal/cli';
import { keepServing } from 'nominal-vision/internal/cli';
import { addNatsOptions, type NatsFlags, natsOptionsOf } from 'nominal-vision/internal/cli';
import { inLine } from 'nominal-vision/internal/cli';

interface ServeFlags extends NatsFlags {
  readonly data: string;
  readonly config?: string;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
}

/** `nominal serve`: the inspection station. */
export function addServeCommand(program: Command, context: CommandContext): void {
  const { host, port, database } = stationConfigSchema.shape;
  const command = program
    .command('serve')
    .description(
      'Start the inspection station: HTTP interface and web console, with every decision kept',
    )
    .option('--data <folder>', 'folder for models, images and history', 'nominal-station')
    .option(
      '--config <file>',
      'station configuration in JSON (default: station.json in the data folder, if there is one)',
    )
    .option('--host <address>', `${host.description} (default: ${host.parse(undefined)})`)
    .option('--port <n>', `${port.description} (default: ${port.parse(undefined)})`, parseNumber)
    .option('--database <url>', database.description);
  addNatsOptions(command).action(async (flags: ServeFlags) => {
    const path = flags.config ?? join(flags.data, 'station.json');
    const given = {
      ...(flags.host === undefined ? {} : { host: flags.host }),
      ...(flags.port === undefined ? {} : { port: flags.port }),
      ...(flags.database === undefined ? {} : { database: flags.database }),
      ...(flags.nats === undefined ? {} : { nats: natsOptionsOf(flags) }),
    };
    const config = await readStationConfig(path, given, { optional: flags.config === undefined });
    // The server and its libraries would slow the start of every other command.
    const { startStation } = await import('../startStation.ts');
    await keepServing(context.terminal, async () => {
      const { url, firstToken, stop } = await startStation(flags.data, config, {
        write: context.terminal.err,
      });
      context.terminal.out(`nominal station: ${url}\ndata: ${inLine(resolve(flags.data))}\n`);
      if (firstToken !== null)
        context.terminal.out(`first token (admin, shown this once): ${firstToken}\n`);
      await aborted(context.signal);
      context.terminal.err('stopping: requests under way are finished first\n');
      await stop();
    });
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
