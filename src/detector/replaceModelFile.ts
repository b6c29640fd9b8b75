import { copyFile } from 'node:fs/promises';
import { NominalError } from '../errors/index.ts';
import { writeFileAtomic, readRegularFile } from '../files/index.ts';
import { decodeModel, type Model, readChecksum } from '../model/index.ts';
import type { JobOptions } from '../progress.ts';
import { writeModel } from './writeModel.ts';
import { readModelFile } from './readModelFile.ts';

/** Where the state of a model file before a change is kept: beside it, named by its checksum. */
export function previousPath(path: string, checksum: string): string {
  return `${path}.${checksum.slice(0, 12)}`;
}

/**
 * Writes a changed model in the place of its file, whose bytes are kept beside it for
 * {@link rollBack}.
 *
 * @param checksum that of the file, which the newest change of the model names as its parent.
 * @returns where the bytes before the change are.
 * @throws NominalError `OUTPUT_FAILED` or `CANCELLED`.
 */
export async function replaceModelFile(
  path: string,
  model: Model,
  checksum: string,
  job: JobOptions = {},
): Promise<string> {
  const previous = previousPath(path, checksum);
  try {
    await copyFile(path, previous);
  } catch (cause) {
    throw new NominalError('OUTPUT_FAILED', {
      what: `${previous} cannot be written, so ${path} was left as it is`,
      remedy: 'Choose a folder that you may write to, or name another file by --out',
      cause,
    });
  }
  await writeModel(path, model, job);
  return previous;
}

/**
 * Puts the state before the newest change back in the place of a model file. The changed one is kept
 * beside it, named by its checksum likewise.
 *
 * @returns the model that is there now.
 * @throws NominalError `CONFIG_INVALID` if the model was never changed, `INPUT_NOT_FOUND` if the state
 *   before the change is not beside it, `MODEL_DAMAGED`, `OUTPUT_FAILED`.
 */
export async function rollBack(path: string): Promise<Model> {
  const { model, checksum } = await readModelFile(path);
  const parent = model.changes.at(-1)?.parent ?? null;
  if (parent === null || checksum === null) {
    throw new NominalError('CONFIG_INVALID', {
      what: `${path} cannot be rolled back`,
      expected: 'a model that was changed after its fit',
      received: 'none of its changes names a file that it was made from',
    });
  }
  const previous = previousPath(path, parent);
  const bytes = await readPrevious(previous, parent);
  const restored = decodeModel(Uint8Array.from(bytes), previous);
  await writeFileAtomic(previousPath(path, checksum), await readRegularFile(path));
  await writeFileAtomic(path, bytes);
  return restored;
}

async function readPrevious(path: string, checksum: string): Promise<Uint8Array> {
  const bytes = await readRegularFile(path).catch(() => null);
  if (bytes !== null && readChecksum(bytes) === checksum) return bytes;
  throw new NominalError('INPUT_NOT_FOUND', {
    what: `the state before the change is not in ${path}`,
    expected: `a model file with checksum ${checksum}`,
    received: bytes === null ? 'no file' : 'another file',
    remedy: 'Copy that file there, or fit the model anew',
  });
}
