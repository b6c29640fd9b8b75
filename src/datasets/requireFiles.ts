import { access } from 'node:fs/promises';
import { NominalError } from '../errors/index.ts';

const atOnce = 64;

/**
 * Proves that files that a list names are there, before hours are spent on the first of them.
 *
 * @param list the file that names them, for the error.
 * @throws NominalError DATASET_LAYOUT that names the first one missing and how many are.
 */
export async function requireFiles(list: string, paths: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (let start = 0; start < paths.length; start += atOnce) {
    const some = paths.slice(start, start + atOnce);
    const there = await Promise.all(some.map((path) => isThere(path)));
    missing.push(...some.filter((_, i) => !there[i]));
  }
  if (missing.length === 0) return;
  throw new NominalError('DATASET_LAYOUT', {
    what: `${list} names files that are not there`,
    expected: missing[0],
    received: `${missing.length} of ${paths.length} files missing`,
    remedy: 'Unpack the images beside the list as the data set lays them out',
    details: { list, missing: missing.slice(0, 10) },
  });
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
