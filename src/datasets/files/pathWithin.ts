import { isAbsolute, join, resolve, sep } from 'node:path';
import { NominalError } from '../../errors/index.ts';

/**
 * A path that a published list names, below the folder that it must not leave.
 *
 * Symbolic links are followed, wherever they lead: categories lie on other disks, and what DVC,
 * git-annex or Hugging Face download are links into a cache, none of which could be told from a link
 * that came with an archive. Layouts without a list follow links as well, so that refusing them here
 * would keep no file out. What a link leads to is decoded as an image and goes nowhere but into this
 * machine's results.
 *
 * @throws NominalError DATASET_LAYOUT if it leads elsewhere.
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
