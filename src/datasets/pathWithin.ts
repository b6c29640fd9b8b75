import { isAbsolute, join, resolve, sep } from 'node:path';
import { NominalError } from '../errors/index.ts';

/**
 * A path that a published list names, below the folder that it must not leave.
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
