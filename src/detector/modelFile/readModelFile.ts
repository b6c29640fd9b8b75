import { readRegularFile } from '../../files/index.ts';
import { NominalError } from '../../errors/index.ts';
import { decodeModel, type Model, readChecksum } from '../../model/index.ts';

/** A model that was read from a file. */
export interface ModelFile {
  readonly model: Model;
  /** The checksum stated in the file, which identifies it. */
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
