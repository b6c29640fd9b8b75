import { codeOfCause } from '../errors/index.ts';
import { lstat, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { outputFailed } from './outputFailed.ts';
import { inTime } from './inTime.ts';

/**
 * Creates a folder and its missing parents, one by one from the top. Node's own recursive mkdir retries
 * endlessly if the system does not allow a folder to be created in an existing one.
 *
 * @throws NominalError `OUTPUT_FAILED` with the system's reason, or if the file system does not respond.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  let folder = resolve(path);
  while (!(await isFolder(folder))) {
    missing.push(folder);
    if (folder === dirname(folder)) break;
    folder = dirname(folder);
  }
  for (const next of missing.reverse()) await makeOne(next);
}

async function makeOne(folder: string): Promise<void> {
  try {
    await inTime(folder, mkdir(folder));
  } catch (cause) {
    // Another program may have created it in the meantime.
    if (codeOfCause(cause) !== 'EEXIST') throw outputFailed(folder, cause);
    if (await isFolder(folder)) return;
    throw outputFailed(folder, cause, (await isLink(folder)) ? 'DEAD_LINK' : 'ENOTDIR');
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await inTime(path, stat(path))).isDirectory();
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOfCause(cause))) return false;
    throw outputFailed(path, cause);
  }
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

/** Removes a folder with everything in it; it is not an error if the folder does not exist. */
export async function removeFolder(folder: string): Promise<void> {
  // On Windows a file that was just closed may stay locked for a moment.
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
