import { basename, join, resolve } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { hasFolders, listFolder } from '../files/listFolder.ts';
import { readFolders } from '../readFolders.ts';
import { type Layout, layoutError } from './Layout.ts';

/**
 * The user's own folder: `train` and `good` (good images to fit from and to test with), `defective`
 * (whose subfolders name the types) and `masks` (with the same names). Without `train`, the images of
 * `good` are split at random. A folder of another name that seems to hold the masks is refused.
 */
export const plain: Layout = {
  lookedFor:
    'good and defective, with train where good images are split already, and masks of the defective ones where there are some',
  fits: isPlain,
  read: async (path, options) => [await read(path, options)],
};

function isPlain(folder: string): Promise<boolean> {
  return hasFolders(folder, 'good', 'defective');
}

async function read(folder: string, options: DatasetOptions): Promise<Dataset> {
  if (!(await isPlain(folder))) throw await layoutError(folder, 'a plain folder', plain.lookedFor);
  const { folders } = await listFolder(folder);
  const meant = folders.find((name) => /^(masks?|labels?|annotations?|ground.?truth)$/i.test(name));
  if (meant !== undefined && !folders.includes('masks') && !options.allowMissingMasks) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `${join(folder, meant)} may hold the masks, and would not be read`,
      expected: 'masks in a folder named masks',
      received: meant,
      remedy: 'Rename it, or pass --allow-missing-masks if it holds none',
      details: { path: folder },
    });
  }
  return readFolders({
    ...options,
    ...(folders.includes('train') ? { train: join(folder, 'train') } : {}),
    good: join(folder, 'good'),
    defective: join(folder, 'defective'),
    ...(folders.includes('masks') ? { masks: join(folder, 'masks') } : {}),
    category: basename(resolve(folder)),
  });
}
