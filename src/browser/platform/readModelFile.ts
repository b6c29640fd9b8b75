import { decodeModel, type Model, readChecksum } from '../../model/index.ts';
import { fetchBytes } from './fetchBytes.ts';

/** Reads a model from an address, for example of a blob. @throws NominalError as the function for files does. */
export async function readModelFile(
  url: string,
): Promise<{ readonly model: Model; readonly checksum: string | null }> {
  const bytes = await fetchBytes(url, 'INPUT_NOT_FOUND');
  const checksum = readChecksum(bytes);
  return { model: decodeModel(bytes, 'the model'), checksum };
}
