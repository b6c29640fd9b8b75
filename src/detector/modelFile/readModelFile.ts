import { readRegularFile } from '../../files/index.ts';
import { NominalError } from '../../errors/index.ts';
import { decodeModel, type Model, readChecksum } from '../../model/index.ts';

/** A model as it came from a file. */
export interface ModelFile {
  readonly model: Model;
  /** The checksum that the file states, which names it among others. */
  readonly checksum: string | null;
}

/** @throws NominalError `INPUT_NOT_FOUND`, `MODEL_DAMAGED` or `MODEL_TOO_NEW`. */
export async function readModelFile(path: string): Promise<ModelFile> {
  const bytes = await readBytes(path);
  const checksum = readChecksum(bytes);
  return { model: decodeModel(bytes, path), checksum };
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path);
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `the model file ${path} cannot be read`,
      remedy: 'Check the path, or write the model with "nominal fit"',
      cause,
    });
  }
}
