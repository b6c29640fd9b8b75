import type { Sink, Source } from '../types.ts';
import type { TextKey } from '../texts/languages.ts';

/** Which way: images come from sources, decisions go to sinks. */
export type Direction = 'source' | 'sink';

/** A key of a configuration that has a field of its own. */
export interface Field {
  readonly key: string;
  readonly label: TextKey;
  readonly isSecret?: true;
  readonly isRequired?: true;
  readonly example?: string;
}

const broker: readonly Field[] = [
  { key: 'url', label: 'address', isRequired: true, example: 'mqtts://broker.plant' },
  { key: 'username', label: 'userName' },
  { key: 'password', label: 'password', isSecret: true },
];

/** The fields of each kind; all other keys are written as in the configuration file. */
export const fields: Readonly<Record<Direction, Readonly<Record<string, readonly Field[]>>>> = {
  source: {
    mqtt: [...broker, { key: 'topic', label: 'topic', isRequired: true, example: 'camera/1' }],
    folder: [{ key: 'folder', label: 'folderPath', isRequired: true, example: '/data/line-1' }],
    camera: [],
  },
  sink: {
    webhook: [
      { key: 'url', label: 'address', isRequired: true, example: 'https://mes.plant/hook' },
      { key: 'secret', label: 'sinkSecret', isSecret: true, isRequired: true },
    ],
    mqtt: [...broker, { key: 'topic', label: 'topic', example: 'nominal/{product}/verdict' }],
    sparkplug: [
      ...broker,
      { key: 'groupId', label: 'sparkplugGroup', isRequired: true, example: 'Plant 1' },
      { key: 'edgeNodeId', label: 'sparkplugNode', isRequired: true, example: 'Line 2' },
      { key: 'primaryHostId', label: 'sparkplugHost' },
    ],
  },
};

/** Keys that a camera needs, to be filled in. */
export const cameraExample = {
  command: ['ffmpeg', '-i', 'rtsp://camera/1', '-f', 'image2pipe', '-c:v', 'mjpeg', '-'],
  frames: { format: 'jpeg' },
};

/** The keys of a configuration that have no field. */
export function otherKeys(
  direction: Direction,
  { kind, config }: Pick<Source | Sink, 'kind' | 'config'>,
): Record<string, unknown> {
  const known = new Set(['kind', 'name', 'product']);
  for (const { key } of fields[direction][kind] ?? []) known.add(key);
  return Object.fromEntries(Object.entries(config ?? {}).filter(([key]) => !known.has(key)));
}

/** What a form holds, as texts. */
export interface Filled {
  readonly values: Readonly<Record<string, string>>;
  /** JSON of the keys that have no field. */
  readonly others: string;
}

/**
 * The keys that a filled form gives. @param before the configuration as it is shown; null for a new one.
 *
 * @throws SyntaxError for JSON that is none.
 */
export function keysOf(
  { values, others }: Filled,
  fieldsOfKind: readonly Pick<Field, 'key' | 'isSecret'>[],
  before: {
    readonly config: Record<string, unknown>;
    readonly others: Record<string, unknown>;
  } | null,
): Record<string, unknown> {
  const keys: Record<string, unknown> = {};
  for (const { key, isSecret } of fieldsOfKind) {
    const value = values[key] ?? '';
    const was = before?.config[key] ?? '';
    if (value !== '' && value !== was) keys[key] = value;
    // A secret is never shown: an empty field leaves it as it is.
    else if (value === '' && was !== '' && isSecret !== true) keys[key] = null;
  }
  const written = others.trim() === '' ? {} : (JSON.parse(others) as unknown);
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    throw new SyntaxError('{ … }');
  for (const [key, value] of Object.entries(written))
    if (JSON.stringify(value) !== JSON.stringify(before?.others[key])) keys[key] = value;
  for (const key of Object.keys(before?.others ?? {})) if (!(key in written)) keys[key] = null;
  return keys;
}
