import { lstat, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeOfCause, outputFailed } from './outputFailed.ts';
import { inTime } from './inTime.ts';

/**
 * Makes a folder and those above it that are missing, one by one from above. The runtime's own
 * recursive way tries without end where the system does not let a folder be made in one that is there.
 *
 * @throws NominalError `OUTPUT_FAILED` with the system's reason, or if the file system does not answer.
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
    // Another program may have made it meanwhile.
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

/** Removes a folder with all that is in it; one that does not exist is no error. */
export async function removeFolder(folder: string): Promise<void> {
  // On Windows a file that was just closed may still be held for a moment.
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
