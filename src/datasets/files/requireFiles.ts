import { realpath } from 'node:fs/promises';
import { NominalError } from '../../errors/index.ts';

const atOnce = 64;

/**
 * Proves that files that a list names are there, before hours are spent on the first of them.
 *
 * @param list the file or folder that names them, for the error.
 * @returns where each file really is, links followed: two that are alike here are one file.
 * @throws NominalError DATASET_LAYOUT that names the first one missing and how many are.
 */
export async function requireFiles(list: string, paths: readonly string[]): Promise<string[]> {
  const places: string[] = [];
  const missing: { readonly path: string; readonly cause: unknown }[] = [];
  for (let start = 0; start < paths.length; start += atOnce) {
    const some = paths.slice(start, start + atOnce);
    const found = await Promise.allSettled(some.map((path) => realpath(path)));
    for (const [i, one] of found.entries()) {
      if (one.status === 'fulfilled') places.push(one.value);
      else missing.push({ path: some[i], cause: one.reason });
    }
  }
  if (missing.length === 0) return places;
  throw new NominalError('DATASET_LAYOUT', {
    what: `${list} names files that are not there`,
    expected: missing[0].path,
    received: `${missing.length} of ${paths.length} files missing`,
    remedy: 'Unpack the files beside the list as the data set lays them out',
    details: { list, missing: missing.slice(0, 10).map(({ path }) => path) },
    cause: missing[0].cause,
  });
}
