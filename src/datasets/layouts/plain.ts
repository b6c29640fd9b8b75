import { basename, join, resolve } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { layoutError } from './layoutError.ts';
import { listFolder } from '../files/listFolder.ts';
import { readFolders } from '../readFolders.ts';

/** What is looked for. */
export const plainLayout =
  'good and defective, with train where good images are split already, and masks of the defective ones where there are some';

/** Whether a folder holds the two that must be there. */
export async function isPlain(folder: string): Promise<boolean> {
  const { folders } = await listFolder(folder);
  return folders.includes('good') && folders.includes('defective');
}

/**
 * Reads a folder of one's own: `train` and `good` (good images to fit from and to test with),
 * `defective` (whose subfolders name the types) and `masks` (of the same names). Without `train`,
 * the images of `good` are split at random.
 *
 * @throws NominalError as `readFolders` does, those of the split, and DATASET_LAYOUT where a folder of
 *   another name seems to hold the masks.
 */
export async function readPlain(folder: string, options: DatasetOptions = {}): Promise<Dataset> {
  if (!(await isPlain(folder))) throw await layoutError(folder, 'a plain folder', plainLayout);
  const { folders } = await listFolder(folder);
  const meant = folders.find((name) => /^(masks?|labels?|annotations?|ground.?truth)$/i.test(name));
  if (meant !== undefined && !folders.includes('masks') && !options.allowMissingMasks) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `${join(folder, meant)} may hold the masks, and would not be read`,
      expected: 'masks in a folder of the name masks',
      received: meant,
      remedy: 'Rename it, or say --allow-missing-masks if it holds none',
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
