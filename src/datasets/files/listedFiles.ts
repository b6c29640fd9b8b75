import { realpath } from 'node:fs/promises';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { NominalError } from '../../errors/index.ts';

const atOnce = 64;

/**
 * Resolves a path that a published list names. It must not leave the root folder.
 *
 * Symbolic links are followed wherever they lead. Categories may lie on other disks, and downloads of
 * DVC, git-annex and Hugging Face are links into a cache; neither can be told from a link that came
 * with an archive. Layouts without a list follow links too, so refusing them here would keep no file
 * out. The target of a link is decoded as an image and ends up only in this machine's results.
 *
 * @throws NominalError DATASET_LAYOUT if it leads out of the root.
 */
export function pathWithin(root: string, path: string, list: string): string {
  const named = path.replaceAll('\\', '/');
  const full = join(root, named);
  if (!isAbsolute(named) && resolve(full).startsWith(resolve(root) + sep)) return full;
  throw new NominalError('DATASET_LAYOUT', {
    what: `${list} names a file outside of its data set`,
    expected: `paths below ${root}`,
    received: JSON.stringify(path),
    details: { list, path },
  });
}

/**
 * Proves that the files that a list names exist, before hours are spent on the first of them.
 *
 * @param list the file or folder that names them, for the error.
 * @returns the real path of each file, with links resolved: two equal paths are one file.
 * @throws NominalError DATASET_LAYOUT that names the first missing file and their number.
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
    remedy: 'Unpack the files next to the list as the data set lays them out',
    details: { list, missing: missing.slice(0, 10).map(({ path }) => path) },
    cause: missing[0].cause,
  });
}
