import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { parseConfig, runtimeConfigSchema } from 'nominal-vision/internal/config';
import { NominalError } from 'nominal-vision/internal/errors';
import { readRegularFile } from 'nominal-vision/internal/files';
import { natsOptionsSchema } from 'nominal-vision/internal/config';
import { alarmsSchema } from '../alarms/settings.ts';
import { consoleKinds } from '../endpoints/consoleKinds.ts';
import { sinkSchema } from '../sinks/kinds/index.ts';
import { sourceSchema } from '../sources/kinds/index.ts';
import { keepDaysSchema, keepInspectionsSchema } from '../storage/retention.ts';

const MIB = 2 ** 20;

/** What a station is started with; the file station.json of the data folder holds any of it. */
export const stationConfigSchema = z.strictObject({
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen at; any other than a loopback address requires a token'),
  port: z.int().min(0).max(65535).default(7788).describe('Port to listen at; 0 takes a free one'),
  database: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'starts with postgres://')
    .optional()
    .describe(
      'PostgreSQL database for history and settings, postgres://USER@HOST/NAME; the password from PGPASSWORD, or in the address (default: SQLite in the data folder)',
    ),
  requireToken: z
    .boolean()
    .default(false)
    .describe('Whether a token is required at a loopback address, too'),
  trustProxy: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
    .default([])
    .describe(
      'Addresses of proxies whose word is taken for the address, name and protocol that they were asked by (X-Forwarded-For, -Host, -Proto)',
    ),
  maxImageBytes: z
    .int()
    .min(1024)
    .max(1024 * MIB)
    .default(64 * MIB)
    .describe('Most bytes of one image file'),
  maxMegapixels: runtimeConfigSchema.shape.maxMegapixels,
  lenientJpeg: runtimeConfigSchema.shape.lenientJpeg,
  maxImagesPerRequest: z.int().min(1).max(10_000).default(200).describe('Most images of a request'),
  maxQueuedImages: z
    .int()
    .min(1)
    .max(100_000)
    .default(128)
    .describe(
      'Images that may wait or be inspected at a time; then requests are refused with 429 until there is room',
    ),
  maxQueuedBytes: z
    .int()
    .min(MIB)
    .default(512 * MIB)
    .describe(
      'Bytes of requests that may be arriving at a time, kept on the disk; more are refused with 429',
    ),
  memoryBytes: z
    .int()
    .min(64 * MIB)
    .default(256 * MIB)
    .describe(
      'Memory for decoded images, pictures and bodies at a time, in the server and the process that inspects together; an image that needs more is decoded alone',
    ),
  modelMemoryBytes: z
    .int()
    .min(MIB)
    .default(2048 * MIB)
    .describe('Memory of models kept loaded; beyond it the one used longest ago is let go'),
  requestsPerMinute: z
    .int()
    .min(1)
    .default(120_000)
    .describe('Most requests a minute from one address'),
  inspectThreads: z
    .int()
    .min(1)
    .max(1024)
    .default(() => availableParallelism())
    .describe('Threads that inspect (default: one per core)'),
  inspectWorkers: z
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe(
      'Images that are inspected in parallel, each with its share of the threads and its own network and bank in memory: more images a second, but each takes longer',
    ),
  jobThreads: z
    .int()
    .min(1)
    .max(1024)
    .default(() => Math.max(1, availableParallelism() - 1))
    .describe('Threads that fit, at the lowest priority (default: one per core but one)'),
  stuckAfterMs: z
    .int()
    .min(2000)
    .max(3_600_000)
    .default(60_000)
    .describe(
      'Silence after which the process that inspects is ended and restarted: not even its event loop turns',
    ),
  imageTimeoutMs: z
    .int()
    .min(2000)
    .max(86_400_000)
    .default(600_000)
    .describe(
      'Longest time without an answer while images are being inspected; then the process is ended, and its images are tried once more',
    ),
  jobStallMs: z
    .int()
    .min(2000)
    .max(86_400_000)
    .default(3_600_000)
    .describe('Longest time without progress of a fit or another long job; then it has failed'),
  nats: natsOptionsSchema
    .optional()
    .describe('Fleet that inspects instead of a process of this machine'),
  fleetTimeoutMs: z
    .int()
    .min(1000)
    .max(3_600_000)
    .default(60_000)
    .describe('Longest wait for an answer of the fleet'),
  keepInspections: keepInspectionsSchema
    .optional()
    .describe(
      'Decisions kept per product, where nothing else is set in the console; older ones that were not reviewed are removed',
    ),
  keepDays: keepDaysSchema
    .optional()
    .describe(
      'Days after which decisions that were not reviewed are removed, where nothing else is set in the console',
    ),
  backbones: z
    .array(z.string().min(1))
    .default([])
    .describe('Names or folders of backbones allowed in addition to those that come with nominal'),
  alarms: alarmsSchema
    .prefault({})
    .describe('When alarms are raised, where nothing else is set in the console'),
  sources: z.array(sourceSchema).default([]).describe('Where images come from in addition to HTTP'),
  sinks: z.array(sinkSchema).default([]).describe('Where decisions are sent'),
  consoleMayAdd: z
    .array(z.enum(consoleKinds))
    .default(['mqtt', 'sparkplug', 'webhook'])
    .describe(
      'Sources and sinks that administrators may add over HTTP and in the console; with "folder" they can have images of any folder read and moved, with "camera" run any program, both only with a token',
    ),
});

/** Complete: every default filled in. */
export type StationConfig = z.output<typeof stationConfigSchema>;

/** What a caller may give. */
export type StationOptions = z.input<typeof stationConfigSchema>;

/**
 * The configuration of a file, with options that take precedence.
 *
 * @param path may be null, or name a file that is absent if `optional`.
 * @throws NominalError `CONFIG_INVALID` or `INPUT_NOT_FOUND`.
 */
export async function readStationConfig(
  path: string | null,
  overrides: StationOptions = {},
  { optional = false }: { readonly optional?: boolean } = {},
): Promise<StationConfig> {
  const written = path === null ? {} : await readJson(path, optional);
  const config = parseConfig(
    stationConfigSchema,
    { ...written, ...overrides },
    'station configuration',
  );
  refuseTwins(config.sources, 'sources');
  refuseTwins(config.sinks, 'sinks');
  return config;
}

async function readJson(path: string, optional: boolean): Promise<object> {
  const text = await readRegularFile(path).catch((cause: unknown) => {
    if (optional && cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      return Buffer.from('{}');
    if (cause instanceof NominalError) throw cause;
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `the configuration ${path} cannot be read`,
      remedy: 'Check the path',
      cause,
    });
  });
  try {
    const value: unknown = JSON.parse(text.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    throw new TypeError('it is no object');
  } catch (cause) {
    throw new NominalError('CONFIG_INVALID', {
      what: `${path} is not a JSON object`,
      received: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

/** Decisions and deliveries name their source and sink, so a name stands for one. */
function refuseTwins(entries: readonly { readonly name: string }[], what: string): void {
  const names = entries.map(({ name }) => name);
  const twin = names.find((name, i) => names.indexOf(name) !== i);
  if (twin === undefined) return;
  throw new NominalError('CONFIG_INVALID', {
    what: `two ${what} have one name`,
    expected: 'a name of its own for each',
    received: twin,
  });
}
