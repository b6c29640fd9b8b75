import { randomUUID } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { NominalError } from '../errors/index.ts';
import { inTime } from './inTime.ts';
import { outputFailed } from './outputFailed.ts';
import { outputTarget } from './outputTarget.ts';

/**
 * Refuses, before long work, an output file that could not be written after it: a folder, a pipe, a
 * socket or a device of that name, a file where a folder would have to be, no permission, or a file
 * system that does not answer. Nothing is left or changed: a file is made in the nearest folder that is
 * there and removed again, since nothing else tells for sure.
 *
 * @throws NominalError `OUTPUT_FAILED`.
 */
export async function assertWritable(path: string): Promise<void> {
  const target = await outputTarget(path);
  await assertFolder(path, dirname(target.path));
}

/** The same of a folder that is to be written to, or made. @throws NominalError `OUTPUT_FAILED`. */
export async function assertWritableFolder(path: string): Promise<void> {
  await assertFolder(path, resolve(path));
}

/** The same of a folder that is to be made as a whole. @throws NominalError `OUTPUT_FAILED`. */
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
    throw refused(path, `${folder} may not be written to`, cause);
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
