import { NominalError } from '../../errors/index.ts';

/** A browser has no files: it saves a model as bytes. */
export function writeModel(path: string): Promise<void> {
  return Promise.reject(
    new NominalError('OUTPUT_FAILED', { what: `${path} cannot be written by a browser` }),
  );
}
