import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { NominalError } from '../errors/index.ts';
import { imageEndings } from './imageEndings.ts';

const hasEnding = new RegExp(`(${imageEndings.join('|').replaceAll('.', '\\.')})$`, 'i');

/**
 * Paths of images: a folder stands for the images in it and below, a glob pattern for the images
 * that it matches, a file for itself whatever its name, scan.tif#2 for the second page of a file. Hidden files and folders are left out.
 * Without repeats, however spelled; what one argument stands for is in code-unit order, the same on
 * every machine.
 *
 * @throws NominalError `INPUT_NOT_FOUND` for an argument that matches nothing or cannot be read,
 *   `INPUT_EMPTY` for a folder or pattern without an image, or for no argument.
 */
export async function collectImages(patterns: readonly string[]): Promise<string[]> {
  if (patterns.length === 0) {
    throw new NominalError('INPUT_EMPTY', {
      what: 'no images were named',
      expected: 'folders, files or glob patterns',
    });
  }
  const lists = await Promise.all(patterns.map(expand));
  const byPlace = new Map<string, string>();
  for (const path of lists.flat()) {
    const place = resolve(path);
    if (!byPlace.has(place)) byPlace.set(place, path);
  }
  return [...byPlace.values()];
}

async function expand(pattern: string): Promise<readonly string[]> {
  const kind = await kindOf(pattern);
  if (kind === 'file' || (kind === 'absent' && (await isPageOfFile(pattern)))) return [pattern];
  const found = kind === 'folder' ? await listFolder(pattern) : await listMatches(pattern);
  const images = found.filter((path) => hasEnding.test(path));
  if (images.length > 0) return images.sort();
  throw new NominalError('INPUT_EMPTY', {
    what: `${kind === 'folder' ? 'the folder' : 'the pattern'} ${pattern} holds no image`,
    expected: `files that end in ${imageEndings.join(', ')}`,
    received: found.length === 0 ? 'no files' : `${found.length} files of other kinds`,
    remedy: 'Name the folder that the images are in, or the files themselves',
    details: { pattern, files: found.length },
  });
}

/** Whether it names a page of a file, such as scan.tif#2. */
async function isPageOfFile(path: string): Promise<boolean> {
  const found = /^(.+)#[1-9]\d*$/.exec(path);
  return found !== null && (await kindOf(found[1])) === 'file';
}

async function listFolder(folder: string): Promise<readonly string[]> {
  const names = await glob('**/*', { cwd: folder });
  const base = folder.replace(/(?<=.)[/\\]+$/, '');
  return names.map((name) => (base === '/' ? `/${name}` : `${base}/${name}`));
}

async function listMatches(pattern: string): Promise<readonly string[]> {
  const matches = isDynamicPattern(pattern)
    ? await glob(pattern, { expandDirectories: false, absolute: isAbsolute(pattern) })
    : [];
  if (matches.length === 0) throw notFound(pattern, `${pattern} names no file`, 'ENOENT');
  return matches;
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'absent'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    // A glob pattern is no path: that it cannot be one says nothing yet.
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL'].includes(reason)) return 'absent';
    throw notFound(path, `${path} cannot be read (${reason})`, reason, cause);
  }
}

function notFound(pattern: string, what: string, reason: string, cause?: unknown): NominalError {
  return new NominalError('INPUT_NOT_FOUND', {
    what,
    expected: 'a folder, a file, or a glob pattern that matches',
    remedy: 'Check the spelling, the folder that you are in, and what you may read',
    details: { pattern, reason },
    cause,
  });
}
