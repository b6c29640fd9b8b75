import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { commandContext } from '../../src/cli/context.ts';
import { createProgram } from '../../src/cli/main.ts';
import { presets, resolveFitConfig, resolveRuntimeConfig } from '../../src/config/index.ts';
import { layoutNames } from '../../src/datasets/index.ts';
import { fleetSettingsSchema } from '../../packages/fleet/src/protocol/fleetSettings.ts';
import { fleetLimitsSchema } from '../../packages/fleet/src/setup/fleetLimits.ts';
import { workerConfigSchema } from '../../packages/fleet/src/worker/workerConfig.ts';
import { stationConfigSchema } from '../../packages/station/src/config/stationConfig.ts';
import { cameraSource } from '../../packages/station/src/sources/kinds/camera.ts';
import { folderSource } from '../../packages/station/src/sources/kinds/folder.ts';
import { mqttSource } from '../../packages/station/src/sources/kinds/mqtt.ts';

const silent = { out: () => undefined, err: () => undefined, interactive: false };

/** The command line, as the documentation describes it. */
export const program = await createProgram(
  commandContext([], silent, new AbortController().signal, () => undefined),
  null,
);

const source = { name: 'a', product: 'a', url: 'mqtt://a', topic: 'a', folder: 'a' };
const defaults: Readonly<Record<string, unknown>> = {
  fit: resolveFitConfig({}),
  runtime: resolveRuntimeConfig({}),
  preset: presets,
  station: stationConfigSchema.parse({}),
  folderSource: folderSource.schema.loose().parse({ ...source, kind: 'folder' }),
  mqttSource: mqttSource.schema.loose().parse({ ...source, kind: 'mqtt' }),
  cameraSource: cameraSource.schema.parse({
    ...{ name: 'a', product: 'a', kind: 'camera', command: ['a'], frames: { format: 'pnm' } },
    trigger: { on: 'http' },
  }),
  worker: workerConfigSchema.parse({}),
  fleet: fleetSettingsSchema.parse({}),
  fleetLimits: fleetLimitsSchema.parse({}),
  cli: Object.fromEntries(
    program.commands.map((command) => [command.name(), command.opts<Record<string, unknown>>()]),
  ),
  layouts: layoutNames.length,
};

/**
 * A fact that the program knows, by its name in a page: a default ("fit.sigmaPx", "cli.serve.data") or
 * a constant of the sources ("KEPT_STATES"). The unit of a number follows from the last word of its
 * name (`Ms`, `Bytes`), or from one given after it.
 *
 * @returns the texts by which a page may state it; none for a name that nothing has.
 */
export function textsOfFact(fact: string, root: string): string[] {
  const [name, unit = ''] = fact.split(' ');
  const value = /^(\w+\.ts:)?[A-Z0-9_]+$/.test(name)
    ? constantOf(name, root)
    : name.split('.').reduce<unknown>((inner, key) => {
        return (inner as Readonly<Record<string, unknown>> | undefined)?.[key];
      }, defaults);
  return textsOf(value, unit === '' ? name : unit);
}

function textsOf(value: unknown, name: string): string[] {
  if (typeof value === 'string') return [value, `\`${value}\``];
  if (typeof value === 'boolean') return [String(value)];
  if (typeof value === 'object' && value !== null && 'height' in value && 'width' in value)
    return [`${String(value.height)} × ${String(value.width)}`];
  if (typeof value !== 'number') return [];
  const texts = [String(value), value.toLocaleString('en-US'), words[value] ?? String(value)];
  if (value > 0 && value < 1) texts.push(`${Math.round(value * 1e4) / 100} %`);
  if (/ms$/i.test(name)) texts.push(...durations(value));
  if (/bytes$/i.test(name)) texts.push(...sizes(value));
  return texts;
}

const words: Readonly<Record<number, string>> = Object.fromEntries(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen'
    .split(' ')
    .map((word, value) => [value, word]),
);

function durations(ms: number): string[] {
  const units = { hour: 3_600_000, minute: 60_000, s: 1000 };
  return Object.entries(units)
    .filter(([, length]) => ms % length === 0)
    .flatMap(([unit, length]) => {
      const count = ms / length;
      const plural = unit === 's' || count === 1 ? unit : `${unit}s`;
      const one = count === 1 ? [unit === 'hour' ? 'an hour' : `a ${unit}`] : [];
      return [`${count} ${plural}`, `${words[count] ?? count} ${plural}`, ...one];
    });
}

function sizes(bytes: number): string[] {
  const units = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
  return Object.entries(units).map(
    ([unit, size]) => `${(bytes / size).toLocaleString('en-US')} ${unit}`,
  );
}

/**
 * Value of `const NAME = 2 * 1_024;` in the sources, or in the file of "file.ts:NAME"; undefined if
 * there is none, or if several files have different ones.
 */
function constantOf(fact: string, root: string): number | undefined {
  const [name, file = ''] = fact.split(':').reverse();
  const pattern = new RegExp(`^(?:export )?const ${name} = ([\\d_.*\\s]+);`, 'm');
  const found = sourcesOf(root)
    .filter(({ path }) => file === '' || basename(path) === file)
    .flatMap(({ text }) => pattern.exec(text)?.[1] ?? []);
  const values = new Set(
    found.map((product) =>
      product
        .replaceAll('_', '')
        .split(/(?<!\*)\*(?!\*)/)
        .map((factor) => factor.split('**').map(Number))
        .reduce((value, [base, exponent = 1]) => value * base ** exponent, 1),
    ),
  );
  return values.size === 1 ? [...values][0] : undefined;
}

let sources: { path: string; text: string }[] | undefined;
function sourcesOf(root: string): readonly { path: string; text: string }[] {
  sources ??= globSync(['src/**/*.ts', 'packages/*/src/**/*.ts'], {
    cwd: root,
    ignore: ['**/*.test.ts', '**/generated/**'],
  }).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  return sources;
}
