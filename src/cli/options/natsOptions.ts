import { type Command, Option } from 'commander';
import { type NatsOptions, natsOptionsSchema, parseConfig } from '../../config/index.ts';
import { headings, under } from './headings.ts';
import { optionOf, optionWording } from './optionWording.ts';
import { parseNames, parseNumber } from './values.ts';

const { servers, fleet, creds, nkey, ca, cert, key, timeoutMs } = natsOptionsSchema.shape;

/** Flags for the address of NATS and the credentials. */
export interface NatsFlags {
  readonly nats?: readonly string[];
  readonly fleet?: string;
  readonly natsCreds?: string;
  readonly natsNkey?: string;
  readonly natsCa?: string;
  readonly natsCert?: string;
  readonly natsKey?: string;
  readonly natsTimeoutMs?: number;
}

/** Adds the options that connect to a fleet. */
export function addNatsOptions(command: Command): Command {
  return under(command, headings.fleet, () =>
    command
      .addOption(
        new Option('--nats <urls>', `${servers.description}, separated by commas`)
          .env('NOMINAL_NATS')
          .argParser(parseNames),
      )
      .option('--fleet <name>', `${fleet.description} (default: ${fleet.parse(undefined)})`)
      .option('--nats-creds <file>', creds.description)
      .option('--nats-nkey <file>', nkey.description)
      .option('--nats-ca <file>', ca.description)
      .option('--nats-cert <file>', cert.description)
      .option('--nats-key <file>', key.description)
      .option(
        '--nats-timeout-ms <n>',
        `${timeoutMs.description} (default: ${timeoutMs.parse(undefined)})`,
        parseNumber,
      ),
  );
}

/** The connection to NATS that the flags describe. @throws NominalError `CONFIG_INVALID`. */
export function natsOptionsOf(flags: NatsFlags): NatsOptions {
  const given = {
    servers: flags.nats ?? ['nats://127.0.0.1:4222'],
    fleet: flags.fleet,
    creds: flags.natsCreds,
    nkey: flags.natsNkey,
    ca: flags.natsCa,
    cert: flags.natsCert,
    key: flags.natsKey,
    timeoutMs: flags.natsTimeoutMs,
  };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  const names = Object.keys(natsOptionsSchema.shape).map(
    (key) => [key, optionOf(`nats-${key}`)] as const,
  );
  return parseConfig(
    natsOptionsSchema,
    Object.fromEntries(known),
    'command line',
    optionWording({ ...Object.fromEntries(names), servers: '--nats', fleet: '--fleet' }),
  );
}
