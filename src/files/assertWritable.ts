import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { NominalError } from '../errors/index.ts';

/**
 * Refuses, before long work, an output that could not be written after it: a folder of that name,
 * a file where a folder would have to be, or no permission. Nothing is made or changed.
 *
 * @throws NominalError `OUTPUT_FAILED`.
 */
export async function assertWritable(path: string): Promise<void> {
  if ((await kindOf(path)) === 'folder') throw refused(path, 'a folder of this name exists');
  let folder = dirname(resolve(path));
  let kind = await kindOf(folder);
  while (kind === 'absent' && folder !== dirname(folder)) {
    folder = dirname(folder);
    kind = await kindOf(folder);
  }
  if (kind !== 'folder') throw refused(path, `${folder} is not a folder`);
  try {
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw refused(path, `${folder} may not be written to`, cause);
  }
}

async function kindOf(path: string): Promise<'folder' | 'other' | 'absent'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'other';
  } catch {
    return 'absent';
  }
}

function refused(path: string, why: string, cause?: unknown): NominalError {
  return new NominalError('OUTPUT_FAILED', {
    what: `${path} cannot be written: ${why}`,
    remedy: 'Name another file',
    details: { path },
    cause,
  });
}
