import type { Dataset } from '../Dataset.ts';
import { categoryFolders } from './categoryFolders.ts';
import { hasFolders } from '../files/hasFolders.ts';
import { layoutError } from './layoutError.ts';
import type { MaskOptions } from '../masks/MaskOptions.ts';
import { type CategoryTree, readCategoryTree } from './categoryTrees.ts';

/** What is looked for. */
export const btadLayout =
  'train/ok, test/{ok,ko} and ground_truth/ko/<name>, in the folder or in folders of it';

const tree: CategoryTree = {
  name: 'btad',
  good: 'ok',
  test: 'test',
  groundTruth: ['ground_truth'],
};

/** Whether a folder is a category: `train/ok` is there. */
export function isBtadCategory(folder: string): Promise<boolean> {
  return hasFolders(folder, 'train/ok');
}

/**
 * Reads the layout of BTAD, with masks in PNG or BMP.
 *
 * @throws NominalError as `readMvtec` does.
 */
export async function readBtad(folder: string, options: MaskOptions = {}): Promise<Dataset[]> {
  const datasets: Dataset[] = [];
  for (const category of await categoryFolders(folder, isBtadCategory)) {
    datasets.push(await readCategoryTree(category, tree, options));
  }
  if (datasets.length === 0) throw await layoutError(folder, 'BTAD', btadLayout);
  return datasets;
}
