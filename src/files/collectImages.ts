import { stat } from 'node:fs/promises';
import { glob, isDynamicPattern } from 'tinyglobby';
import { NominalError } from '../errors/index.ts';

/** Endings, without case, of the files that a folder is searched for. */
const endings = ['png', 'jpg', 'jpeg', 'webp', 'tif', 'tiff', 'gif', 'avif'];

/**
 * Paths of images: a folder stands for the images in it and below, a glob pattern for what it
 * matches, a file for itself whatever its name. Without repeats; what one argument stands for is in
 * code-unit order, the same on every machine.
 *
 * @throws NominalError `INPUT_NOT_FOUND` for an argument that matches nothing, `INPUT_EMPTY` for a
 *   folder without an image.
 */
export async function collectImages(patterns: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(patterns.map(expand));
  return [...new Set(lists.flat())];
}

async function expand(pattern: string): Promise<readonly string[]> {
  const kind = await kindOf(pattern);
  if (kind === 'file') return [pattern];
  if (kind === 'folder') return listFolder(pattern);
  const matches = isDynamicPattern(pattern)
    ? await glob(pattern, { expandDirectories: false })
    : [];
  if (matches.length === 0) {
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `${pattern} names no file`,
      expected: 'a folder, a file, or a glob pattern that matches',
      remedy: 'Check the spelling and the folder that you are in',
      details: { pattern },
    });
  }
  return matches.sort(byCodeUnits);
}

async function listFolder(folder: string): Promise<readonly string[]> {
  const names = await glob(`**/*.{${endings.join(',')}}`, {
    cwd: folder,
    caseSensitiveMatch: false,
  });
  if (names.length === 0) {
    throw new NominalError('INPUT_EMPTY', {
      what: `the folder ${folder} holds no image`,
      expected: `files that end in ${endings.map((ending) => `.${ending}`).join(', ')}`,
      remedy: 'Name the folder that the images are in',
      details: { folder },
    });
  }
  return names.sort(byCodeUnits).map((name) => `${folder.replace(/[/\\]+$/, '')}/${name}`);
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'absent'> {
  const found = await stat(path).catch(() => null);
  if (found === null) return 'absent';
  return found.isDirectory() ? 'folder' : 'file';
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
