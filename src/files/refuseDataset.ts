import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NominalError } from '../errors/index.ts';

/** Folders that only data sets have side by side, those of the good training images first. */
const DATASET_FOLDERS = [
  ['train/good', 'test'],
  ['train/good', 'test_public'],
  ['train/ok', 'test'],
  ['good', 'defective'],
] as const;

/**
 * Refuses a folder that images are to be learned from.
 *
 * @throws NominalError `CONFIG_INVALID` for the folder of a whole data set, whose defective images and masks
 *   would count as good images.
 */
export async function refuseDataset(folder: string): Promise<void> {
  for (const [good, test] of DATASET_FOLDERS) {
    if (!(await isFolder(join(folder, good))) || !(await isFolder(join(folder, test)))) continue;
    throw new NominalError('CONFIG_INVALID', {
      what: `${folder} is a whole data set`,
      expected: 'a folder of good images',
      received: `a folder with ${good} and ${test}, whose images and masks would all be taken`,
      remedy: `Name ${join(folder, good)}; "nominal evaluate ${folder}" takes the whole data set`,
    });
  }
}

/** Whether a folder is there; false for a pattern. */
async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
