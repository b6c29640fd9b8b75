import { type Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isImageName, unreadImages } from '../core/image/index.ts';

/** What a folder and those below it hold; hidden files and folders are not looked at. */
export interface ImageFiles {
  /** Files that are images by their name, as paths below the folder with forward slashes. */
  readonly images: readonly string[];
  /** What would be an image and cannot be one, of the same kind of paths. */
  readonly leftOut: readonly LeftOut[];
  /** How many files there are of any kind. */
  readonly files: number;
}

/** Something that seems to be or to hold images and is not read. */
export interface LeftOut {
  readonly path: string;
  /** A phrase for a list: "a link that leads nowhere". */
  readonly reason: string;
}

/**
 * Searches a folder for images, links followed. What cannot be read, below the folder itself, is not an
 * error but told.
 *
 * @throws the system's error if the folder itself cannot be read.
 */
export async function listImageFiles(folder: string): Promise<ImageFiles> {
  const found = { images: [] as string[], leftOut: [] as LeftOut[], files: 0 };
  await walk(folder, '', [await realpath(folder)], found);
  return found;
}

interface Found {
  readonly images: string[];
  readonly leftOut: LeftOut[];
  files: number;
}

/** @param parents real paths of the folder and those above it: a link back to one of them has no end. */
async function walk(
  root: string,
  below: string,
  parents: readonly string[],
  found: Found,
): Promise<void> {
  const names: string[] = [];
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const kind = await kindOf(entry, join(root, path));
    if (kind === 'file') names.push(entry.name);
    else if (kind === 'folder') await enter(root, path, parents, found);
    else if (kind === 'dead' && (isImageName(entry.name) || !entry.name.includes('.'))) {
      found.leftOut.push({ path, reason: 'a link that leads nowhere' });
    }
  }
  const pathOf = (name: string) => (below === '' ? name : `${below}/${name}`);
  found.files += names.length;
  for (const name of names) if (isImageName(name)) found.images.push(pathOf(name));
  for (const name of unreadImages(names)) {
    found.leftOut.push({ path: pathOf(name), reason: 'a kind of image that is not read' });
  }
}

async function enter(
  root: string,
  path: string,
  parents: readonly string[],
  found: Found,
): Promise<void> {
  try {
    const real = await realpath(join(root, path));
    if (!parents.includes(real)) await walk(root, path, [...parents, real], found);
  } catch {
    // Why does not matter: whoever is told of the folder looks at it.
    found.leftOut.push({ path, reason: 'a folder that cannot be read' });
  }
}

async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | 'dead' | 'other'> {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return 'other';
  return stat(path).then(
    (target) => (target.isDirectory() ? 'folder' : target.isFile() ? 'file' : 'other'),
    () => 'dead' as const,
  );
}

/** Names of files that are told. */
const NAMES_SHOWN = 5;

/** What was left out, as a phrase: "2 files left out: a.heic (a kind of image that is not read), …". */
export function describeLeftOut(files: readonly LeftOut[]): string {
  const more = files.length - NAMES_SHOWN;
  const names = files.slice(0, NAMES_SHOWN).map(({ path, reason }) => `${path} (${reason})`);
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  return `${count} left out: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
