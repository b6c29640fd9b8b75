import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { imageEndings, unreadImages } from '../../core/image/index.ts';
import { codeOfCause, NominalError } from '../../errors/index.ts';

/** Number of folders that an error lists. */
const FOLDERS_SHOWN = 8;

/** The names in a folder, in code-unit order, without hidden entries. */
export interface FolderListing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/**
 * Lists one folder, following symbolic links.
 *
 * @throws NominalError INPUT_NOT_FOUND if it does not exist or cannot be read, DATASET_LAYOUT if it
 *   is a file.
 */
export async function listFolder(folder: string): Promise<FolderListing> {
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of await entriesOf(folder)) {
    // Names such as .DS_Store and ._001.png come from the system that copied the files, not from the data set.
    if (entry.name.startsWith('.')) continue;
    const kind = entry.isSymbolicLink() ? await linkTarget(join(folder, entry.name)) : entry;
    if (kind.isFile()) files.push(entry.name);
    else if (kind.isDirectory()) folders.push(entry.name);
  }
  return { files: files.sort(), folders: folders.sort() };
}

/**
 * The images below a folder, as paths relative to it, in code-unit order. Files with other extensions
 * and hidden files are ignored.
 *
 * @param options `recursive`: also look into subfolders, default false; `extensions`: the extensions
 *   to take, in lower case, default {@link imageEndings}.
 * @throws NominalError as {@link listFolder} does, and DATASET_LAYOUT if there are images of formats
 *   that cannot be read: figures for the others would not be figures for the data set.
 */
export async function listImages(
  folder: string,
  options: { readonly recursive?: boolean; readonly extensions?: readonly string[] } = {},
): Promise<string[]> {
  const { recursive = false, extensions = imageEndings } = options;
  const listing = await listFolder(folder);
  const images = listing.files.filter((name) => extensions.includes(extname(name).toLowerCase()));
  const unread = unreadImages(listing.files);
  if (unread.length > 0) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `folder ${folder} holds ${unread.length} images of kinds that are not read, the first ${unread[0]}`,
      expected: `files ending in ${imageEndings.join(', ')}`,
      remedy: 'Save them as PNG, or remove them',
      details: { path: folder, files: unread.slice(0, 10) },
    });
  }
  if (recursive) {
    for (const name of listing.folders) {
      for (const image of await listImages(join(folder, name), options)) {
        images.push(join(name, image));
      }
    }
  }
  return images.sort();
}

/** Returns the images; throws NominalError INPUT_EMPTY that names the folder if there are none. */
export function requireImages(folder: string, images: string[]): string[] {
  if (images.length > 0) return images;
  throw new NominalError('INPUT_EMPTY', {
    what: `folder ${folder} holds no image`,
    expected: `files ending in ${imageEndings.join(', ')}`,
    remedy: 'Check the path',
    details: { path: folder },
  });
}

/** Whether a folder holds all the given folders, named by their paths below it. */
export async function hasFolders(root: string, ...paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    let folder = root;
    for (const name of path.split('/')) {
      if (!(await listFolder(folder)).folders.includes(name)) return false;
      folder = join(folder, name);
    }
  }
  return true;
}

/**
 * Describes the content of a folder for an error message: "folders a, b and 3 files".
 *
 * @param subfolder describe this subfolder instead, or state that it is missing.
 */
export async function describeFolder(folder: string, subfolder?: string): Promise<string> {
  const { files, folders } = await listFolder(folder);
  if (subfolder !== undefined) {
    if (!folders.includes(subfolder)) return `no folder ${subfolder}`;
    return `${subfolder} with ${await describeFolder(join(folder, subfolder))}`;
  }
  const shown = folders.slice(0, FOLDERS_SHOWN).join(', ');
  const more = folders.length > FOLDERS_SHOWN ? ` and ${folders.length - FOLDERS_SHOWN} more` : '';
  const foldersText = folders.length === 0 ? 'no folder' : `folders ${shown}${more}`;
  return `${foldersText} and ${files.length === 1 ? '1 file' : `${files.length} files`}`;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw notListed(folder, cause);
  }
}

async function linkTarget(path: string) {
  try {
    return await stat(path);
  } catch (cause) {
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `${path} is a link that leads nowhere`,
      remedy: 'Remove the link or restore what it points to',
      details: { path },
      cause,
    });
  }
}

function notListed(folder: string, cause: unknown): NominalError {
  const reason = codeOfCause(cause);
  if (reason === 'ENOTDIR') {
    return new NominalError('DATASET_LAYOUT', {
      what: `${folder} is not a folder`,
      expected: 'a folder of images',
      received: 'a file',
      details: { path: folder },
      cause,
    });
  }
  return new NominalError('INPUT_NOT_FOUND', {
    what:
      reason === 'ENOENT'
        ? `folder ${folder} does not exist`
        : `folder ${folder} cannot be read (${reason})`,
    remedy: 'Check the path and its permissions',
    details: { path: folder, reason },
    cause,
  });
}
