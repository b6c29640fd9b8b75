import { join } from 'node:path';
import { NominalError } from '../errors/index.ts';
import type { Dataset } from './Dataset.ts';
import { describeFolder } from './describeFolder.ts';
import { isMvtecCategory } from './isMvtecCategory.ts';
import { listFolder } from './listFolder.ts';
import { type MtdOptions, readMtd } from './readMtd.ts';
import { readMvtec } from './readMvtec.ts';

/** Options of {@link openDataset}; those of a layout that is not found are not used. */
export type OpenDatasetOptions = MtdOptions;

/**
 * Recognizes how a folder is laid out (a category of MVTec AD, a root of such categories, MTD) and
 * reads it.
 *
 * @returns one data set per category.
 * @throws NominalError DATASET_LAYOUT if no layout fits, and what the reader of the layout throws.
 */
export async function openDataset(
  folder: string,
  options: OpenDatasetOptions = {},
): Promise<Dataset[]> {
  const { folders } = await listFolder(folder);
  if (folders.includes('MT_Free')) return [await readMtd(folder, options)];
  if (await isMvtecCategory(folder)) return readMvtec(folder, options);
  for (const name of folders) {
    if (await isMvtecCategory(join(folder, name))) return readMvtec(folder, options);
  }
  throw new NominalError('DATASET_LAYOUT', {
    what: `${folder} is not laid out like a data set that is known`,
    expected:
      'train/good and test (a category of MVTec AD), folders that have these (MVTec AD), or MT_Free/Imgs and MT_<type>/Imgs (MTD)',
    received: await describeFolder(folder),
    remedy:
      'Name the top folder of the data set, or name the train, good and defective folders one by one',
    details: { path: folder },
  });
}
