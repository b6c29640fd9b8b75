import { type Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isImageName, unreadImages } from '../core/image/index.ts';

/** The content of a folder and its subfolders; hidden files and folders are ignored. */
export interface ImageFiles {
  /** Files with the name of an image, as paths relative to the folder with forward slashes. */
  readonly images: readonly string[];
  /** Entries that should be images but cannot be read, with paths of the same kind. */
  readonly leftOut: readonly LeftOut[];
  /** Number of files of any kind. */
  readonly files: number;
}

/** A file or folder that seems to be or to contain images and is not read. */
export interface LeftOut {
  readonly path: string;
  /** A phrase for a list: "a link that leads nowhere". */
  readonly reason: string;
}

/**
 * Searches a folder for images and follows links. An unreadable entry below the folder is reported, not
 * an error.
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

/** @param parents real paths of the folder and those above it: following a link back to one of them would not end. */
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
    found.leftOut.push({ path: pathOf(name), reason: 'an unsupported kind of image' });
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
    // The reason does not matter: the user is told about the folder and can look at it.
    found.leftOut.push({ path, reason: 'an unreadable folder' });
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

/** Number of file names that are shown. */
const NAMES_SHOWN = 5;

/** Describes the files that were left out: "2 files left out: a.heic (an unsupported kind of image), …". */
export function describeLeftOut(files: readonly LeftOut[]): string {
  const more = files.length - NAMES_SHOWN;
  const names = files.slice(0, NAMES_SHOWN).map(({ path, reason }) => `${path} (${reason})`);
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  return `${count} left out: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
