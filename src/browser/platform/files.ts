import { NominalError } from '../../errors/index.ts';

/** @throws NominalError `INPUT_NOT_FOUND`: a page has no folders; it passes the images themselves. */
export function collectImages(patterns: readonly string[]): Promise<string[]> {
  return Promise.reject(
    new NominalError('INPUT_NOT_FOUND', { what: `the browser cannot read ${patterns.join(', ')}` }),
  );
}

/** A page names no folder. */
export function refuseDataset(): Promise<void> {
  return Promise.resolve();
}

/** Names of images as they were given; images without a name are numbered. */
export function relativeNames(paths: readonly (string | null)[]): string[] {
  return paths.map((path, i) => path ?? `image ${i}`);
}
