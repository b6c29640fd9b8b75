import { access, rm } from 'node:fs/promises';
import { NominalError } from '../../errors/index.ts';
import { outputTarget, readRegularFile, withFileLock, writeFileAtomic } from '../../files/index.ts';
import { decodeModel, type Model, readChecksum } from '../../model/index.ts';
import type { JobOptions } from '../../progress.ts';
import { readModelFile } from './readModelFile.ts';
import { writeModel } from './writeModel.ts';

/** Number of earlier states kept next to a model file; the next change removes older ones. */
const KEPT_STATES = 3;

/**
 * Replaces a model file by a changed model, and keeps the previous bytes next to it for {@link rollBack},
 * with its mode and owner; those before the last three changes are kept. If the path is a link, both are
 * next to its target.
 *
 * @param checksum checksum of the file, which the newest change of the model names as its parent.
 * @returns the path of the previous bytes.
 * @throws NominalError `CONFLICT` if the file no longer has that checksum, or is being changed now,
 *   `OUTPUT_FAILED` or `CANCELLED`; each leaves the file as it was.
 */
export function replaceModelFile(
  path: string,
  model: Model,
  checksum: string,
  job: JobOptions = {},
): Promise<string> {
  return withFileLock(path, async (target) => {
    const previous = previousPath(target, checksum);
    await writeModel(target, model, job, async () => {
      const bytes = await readRegularFile(target);
      if (readChecksum(bytes) !== checksum) throw changedMeanwhile(path);
      // The earlier state must not be readable to more users than the model.
      await writeFileAtomic(previous, bytes, { access: (await outputTarget(target)).existing });
    });
    for (const parent of parentsOf(model).slice(0, -KEPT_STATES)) {
      await rm(previousPath(target, parent), { force: true });
    }
    return previous;
  });
}

/**
 * Restores a model file to its state before the newest change. That state is then no longer kept next to
 * it, and the changed one is gone.
 *
 * @returns the restored model.
 * @throws NominalError `CONFIG_INVALID` if the model was never changed, `INPUT_NOT_FOUND` if the state
 *   before the change is not next to it, `CONFLICT` if it is being changed now, `MODEL_DAMAGED`,
 *   `OUTPUT_FAILED`.
 */
export function rollBack(path: string): Promise<Model> {
  return withFileLock(path, async (target) => {
    const { model } = await readModelFile(target);
    const parent = parentsOf(model).at(-1);
    if (parent === undefined) {
      throw new NominalError('CONFIG_INVALID', {
        what: `${path} cannot be rolled back`,
        expected: 'a model that was changed after its fit',
        received: 'none of its changes names a file that it was made from',
      });
    }
    const previous = previousPath(target, parent);
    const bytes = await readPrevious(previous, parent);
    const restored = decodeModel(Uint8Array.from(bytes), previous);
    await writeFileAtomic(target, bytes);
    await rm(previous);
    return restored;
  });
}

/** The files next to a model file that hold its states before the last changes, the newest last. */
export async function previousStates(path: string, model: Model): Promise<readonly string[]> {
  const target = (await outputTarget(path)).path;
  const kept: string[] = [];
  for (const parent of parentsOf(model)) {
    const previous = previousPath(target, parent);
    if (await exists(previous)) kept.push(previous);
  }
  return kept;
}

/** The path of the state before a change: next to the file, named by its checksum. */
function previousPath(path: string, checksum: string): string {
  return `${path}.${checksum.slice(0, 12)}`;
}

/** Checksums of the files that a model was changed from, the newest last. */
function parentsOf({ changes }: Model): readonly string[] {
  return changes.flatMap(({ parent }) => parent ?? []);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readPrevious(path: string, checksum: string): Promise<Uint8Array> {
  const bytes = await readRegularFile(path).catch(() => null);
  if (bytes !== null && readChecksum(bytes) === checksum) return bytes;
  throw new NominalError('INPUT_NOT_FOUND', {
    what: `the state before the change is not in ${path}`,
    expected: `a model file with checksum ${checksum}`,
    received: bytes === null ? 'no file' : 'another file',
    remedy: 'Copy that file there, or fit the model again',
  });
}

function changedMeanwhile(path: string): NominalError {
  return new NominalError('CONFLICT', {
    what: `${path} was changed by another program in the meantime, and is left as that program wrote it`,
    expected: 'the file that this change started from',
    received: 'another model',
    remedy: 'Make the change again',
    details: { path },
  });
}
