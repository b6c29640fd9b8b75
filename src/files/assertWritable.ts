import { randomUUID } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { NominalError } from '../errors/index.ts';
import { inTime } from './inTime.ts';
import { outputFailed } from './outputFailed.ts';
import { outputTarget } from './outputTarget.ts';

/**
 * Refuses, before long work, an output file that could not be written afterwards: a folder, a pipe, a
 * socket or a device of that name, a file where a folder would have to be, missing permission, or a
 * file system that does not respond. To be certain, a file is created in the nearest existing folder
 * and removed again; nothing else is changed.
 *
 * @throws NominalError `OUTPUT_FAILED`.
 */
export async function assertWritable(path: string): Promise<void> {
  const target = await outputTarget(path);
  await assertFolder(path, dirname(target.path));
}

/** Refuses an output folder that could not be created or written to. @throws NominalError `OUTPUT_FAILED`. */
export async function assertWritableFolder(path: string): Promise<void> {
  await assertFolder(path, resolve(path));
}

/** Refuses an output folder that already exists or could not be created. @throws NominalError `OUTPUT_FAILED`. */
export async function assertNewFolder(path: string): Promise<void> {
  const folder = resolve(path);
  if ((await kindOf(folder)) !== 'absent') throw outputFailed(path, undefined, 'EEXIST');
  await assertFolder(path, folder);
}

async function assertFolder(path: string, wanted: string): Promise<void> {
  let folder = wanted;
  let kind = await kindOf(folder);
  while (kind === 'absent' && folder !== dirname(folder)) {
    folder = dirname(folder);
    kind = await kindOf(folder);
  }
  if (kind !== 'folder') throw refused(path, `${folder} is not a folder`);
  try {
    await inTime(path, probe(join(folder, `.nominal-${randomUUID()}.tmp`)));
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw refused(path, `${folder} is not writable`, cause);
  }
}

async function probe(file: string): Promise<void> {
  await (await open(file, 'wx')).close();
  await rm(file);
}

async function kindOf(path: string): Promise<'folder' | 'other' | 'absent'> {
  try {
    return (await inTime(path, stat(path))).isDirectory() ? 'folder' : 'other';
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
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
