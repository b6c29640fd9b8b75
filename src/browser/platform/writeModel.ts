import { NominalError } from '../../errors/index.ts';

/** There are no files in a browser: a model leaves it as bytes. */
export function writeModel(path: string): Promise<void> {
  return Promise.reject(
    new NominalError('OUTPUT_FAILED', { what: `${path} cannot be written by a browser` }),
  );
}
