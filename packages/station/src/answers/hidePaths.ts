import { homedir, tmpdir } from 'node:os';
import { resolve, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { packageFile } from 'nominal-vision/internal/files';

/** Takes places on the station's disk out of a text. */
export type PathHider = (text: string) => string;

/** Where the program lies: this package and the library. */
const programFolders = [fileURLToPath(new URL('../../', import.meta.url)), packageFile('..')];

/**
 * Where a station keeps its files must not be visible to callers, since it would help an attacker: what
 * leaves over HTTP names an image or file of the data folder by what it is, and other files not at all.
 * Only absolute paths are taken out: a folder called `data` or `.` occurs in texts that name no place.
 */
export function createPathHider(dataFolder: string): PathHider {
  const folder = resolve(dataFolder);
  const others = [...programFolders, process.cwd(), homedir(), tmpdir()]
    .map((path) => resolve(path))
    .filter((path) => path.length > 1 && path !== sep);
  const hidden = [...new Set([folder, ...others])].sort((a, b) => b.length - a.length);
  const found = new RegExp(
    `(?:${hidden.map(escaped).join('|')})(?![\\w.-])(?:[\\\\/][^\\s"'<>|:;,()]*)?`,
    'g',
  );
  const quick = hidden.map((path) => path.slice(0, 200));
  return (text) =>
    quick.some((path) => text.includes(path))
      ? text.replace(found, (path) => nameOf(path, folder))
      : text;
}

function nameOf(path: string, dataFolder: string): string {
  if (!path.startsWith(dataFolder)) return 'a file of the station';
  const [kind] = path
    .slice(dataFolder.length)
    .split(/[\\/]/)
    .filter((part) => part !== '');
  if (kind === 'images') return 'the image';
  if (kind === 'models') return 'the model';
  return kind === undefined ? 'the data folder' : 'a file of the data folder';
}

/** The texts of a value without such places. */
export function hideWithin(value: unknown, hide: PathHider): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((entry) => hideWithin(entry, hide));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, hideWithin(entry, hide)]),
  );
}

/** Parts of answers that hold errors: of a job, or of one image among many. */
const errorKeys = [
  ...['error', 'failures', 'refused', 'result'],
  ...['lastError', 'lastRefused', 'problem', 'state'],
] as const;

/** An answer whose errors name no such places. */
export function withoutPaths(payload: unknown, hide: PathHider): unknown {
  if (Array.isArray(payload)) return payload.map((entry: unknown) => withoutPaths(entry, hide));
  if (typeof payload !== 'object' || payload === null) return payload;
  const entries: Readonly<Record<string, unknown>> = { ...payload };
  const changed = errorKeys
    .filter((key) => key in entries)
    .map((key) => [key, hideWithin(entries[key], hide)]);
  return changed.length === 0 ? payload : { ...payload, ...Object.fromEntries(changed) };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
