import { codeOfCause } from '../errors/index.ts';
import type { Stats } from 'node:fs';
import { lstat, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { outputFailed } from './outputFailed.ts';
import { inTime } from './inTime.ts';

/** Where bytes written to a path end up. */
export interface OutputTarget {
  /** Absolute path after following all links. */
  readonly path: string;
  /** The existing regular file; null if there is none yet. */
  readonly existing: Stats | null;
}

/** Maximum number of consecutive links to a file that does not exist; the system's own limit. */
const MAX_LINKS = 40;

/**
 * Finds where a path leads. Nothing is created or changed.
 *
 * @throws NominalError `OUTPUT_FAILED` if a folder, a pipe, a socket or a device is there, if links form
 *   a loop, or if the file system does not respond.
 */
export async function outputTarget(path: string): Promise<OutputTarget> {
  try {
    return await inTime(path, targetOf(resolve(path)));
  } catch (cause) {
    throw outputFailed(path, cause);
  }
}

async function targetOf(path: string): Promise<OutputTarget> {
  let end = path;
  for (let links = 0; links <= MAX_LINKS; links++) {
    const existing = await orNull(stat(end));
    if (existing !== null) {
      const kind = kindOf(existing);
      if (kind !== null) throw outputFailed(path, undefined, kind);
      return { path: await realpath(end), existing };
    }
    const link = await orNull(lstat(end));
    if (link?.isSymbolicLink() !== true) return { path: end, existing: null };
    end = resolve(await realpath(dirname(end)), await readlink(end));
  }
  throw outputFailed(path, undefined, 'ELOOP');
}

/** The code for anything but a regular file; null for a regular file. */
function kindOf(found: Stats): string | null {
  if (found.isFile()) return null;
  if (found.isDirectory()) return 'EISDIR';
  if (found.isFIFO()) return 'PIPE';
  return found.isSocket() ? 'SOCKET' : 'DEVICE';
}

/** Null if there is nothing of that name. */
async function orNull(found: Promise<Stats>): Promise<Stats | null> {
  try {
    return await found;
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOfCause(cause))) return null;
    throw cause;
  }
}
