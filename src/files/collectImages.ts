import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { imageEndings, isImageName, unreadImages } from '../core/image/index.ts';
import { codeOfCause, NominalError } from '../errors/index.ts';
import {
  describeLeftOut,
  type ImageFiles,
  type LeftOut,
  listImageFiles,
} from './listImageFiles.ts';

/** How images are collected. */
export interface CollectOptions {
  /**
   * Called once if anything that seems to be an image, or to contain images, is not returned: files of
   * unsupported kinds, broken links, unreadable folders.
   */
  readonly onLeftOut?: (files: readonly LeftOut[]) => void;
}

/**
 * Collects paths of images. A folder stands for the images in it and below, a glob pattern for the images
 * that it matches, a file for itself whatever its name, scan.tif#2 for the second page of a file. Hidden
 * files and folders are left out. Each image is returned once, however its path is spelled; the images
 * of one argument are in code-unit order, which is the same on every machine.
 *
 * @throws NominalError `INPUT_NOT_FOUND` for an argument that matches nothing or cannot be read,
 *   `INPUT_EMPTY` for a folder or pattern without an image, or for no argument.
 */
export async function collectImages(
  patterns: readonly string[],
  { onLeftOut }: CollectOptions = {},
): Promise<string[]> {
  if (patterns.length === 0) {
    throw new NominalError('INPUT_EMPTY', {
      what: 'no images were named',
      expected: 'folders, files or glob patterns',
    });
  }
  const lists = await Promise.all(patterns.map(expand));
  const byPlace = new Map<string, string>();
  for (const path of lists.flatMap(({ images }) => images)) {
    const place = resolve(path);
    if (!byPlace.has(place)) byPlace.set(place, path);
  }
  const leftOut = new Map<string, LeftOut>();
  for (const one of lists.flatMap((list) => list.leftOut)) {
    const place = resolve(one.path);
    if (!byPlace.has(place)) leftOut.set(place, one);
  }
  if (leftOut.size > 0) onLeftOut?.([...leftOut.values()]);
  return [...byPlace.values()];
}

type Expanded = Omit<ImageFiles, 'files'>;

async function expand(pattern: string): Promise<Expanded> {
  const kind = await kindOf(pattern);
  if (kind === 'file' || (kind === 'absent' && (await isPageOfFile(pattern)))) {
    return { images: [pattern], leftOut: [] };
  }
  const found = kind === 'folder' ? await listFolder(pattern) : await listMatches(pattern);
  const { leftOut, files } = found;
  if (found.images.length > 0) return { images: [...found.images].sort(), leftOut };
  throw new NominalError('INPUT_EMPTY', {
    what: `${kind === 'folder' ? 'the folder' : 'the pattern'} ${pattern} contains no image`,
    expected: `files that end in ${imageEndings.join(', ')}`,
    received: receivedOf(found),
    remedy: 'Name the folder of the images, or the files themselves',
    details: { pattern, files, leftOut: leftOut.slice(0, 10) },
  });
}

/** Whether a path names a page of a file, such as scan.tif#2. */
async function isPageOfFile(path: string): Promise<boolean> {
  const found = /^(.+)#[1-9]\d*$/.exec(path);
  return found !== null && (await kindOf(found[1])) === 'file';
}

function receivedOf({ files, leftOut }: ImageFiles): string {
  if (leftOut.length > 0) return describeLeftOut(leftOut);
  return files === 0 ? 'no files' : `${files} files of other kinds`;
}

async function listFolder(folder: string): Promise<ImageFiles> {
  const { images, leftOut, files } = await listImageFiles(folder).catch((cause: unknown) => {
    throw notFound(
      folder,
      `${folder} cannot be read (${codeOfCause(cause)})`,
      codeOfCause(cause),
      cause,
    );
  });
  const base = folder.replace(/(?<=.)[/\\]+$/, '');
  const pathOf = (name: string) => (base === '/' ? `/${name}` : `${base}/${name}`);
  return {
    images: images.map(pathOf),
    leftOut: leftOut.map((one) => ({ ...one, path: pathOf(one.path) })),
    files,
  };
}

async function listMatches(pattern: string): Promise<ImageFiles> {
  const matches = isDynamicPattern(pattern)
    ? await glob(pattern, { expandDirectories: false, absolute: isAbsolute(pattern) })
    : [];
  if (matches.length === 0) throw notFound(pattern, `${pattern} matches no file`, 'ENOENT');
  return {
    images: matches.filter(isImageName),
    leftOut: unreadImages(matches).map((path) => ({
      path,
      reason: 'an unsupported kind of image',
    })),
    files: matches.length,
  };
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'absent'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    const reason = codeOfCause(cause);
    // A glob pattern is not a path, so an invalid path is not an error yet.
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL'].includes(reason)) return 'absent';
    throw notFound(path, `${path} cannot be read (${reason})`, reason, cause);
  }
}

function notFound(pattern: string, what: string, reason: string, cause?: unknown): NominalError {
  return new NominalError('INPUT_NOT_FOUND', {
    what,
    expected: 'a folder, a file, or a glob pattern that matches',
    remedy: 'Check the spelling, the current folder, and the permissions',
    details: { pattern, reason },
    cause,
  });
}
