import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NominalError } from '../../errors/index.ts';

/** What a folder holds, names only, in code-unit order; hidden entries are left out. */
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
    // Names such as .DS_Store and ._001.png are left by the copying system, not by the data set.
    if (entry.name.startsWith('.')) continue;
    const kind = entry.isSymbolicLink() ? await linkTarget(join(folder, entry.name)) : entry;
    if (kind.isFile()) files.push(entry.name);
    else if (kind.isDirectory()) folders.push(entry.name);
  }
  return { files: files.sort(), folders: folders.sort() };
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
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
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
