import type { Dataset } from '../Dataset.ts';
import { categoryFolders } from './categoryFolders.ts';
import { hasFolders } from '../files/hasFolders.ts';
import { layoutError } from './layoutError.ts';
import type { MaskOptions } from '../masks/MaskOptions.ts';
import { type CategoryTree, readCategoryTree } from './categoryTrees.ts';

/** What is looked for. */
export const mvtecLayout =
  'train/good, test/<type> and ground_truth/<type>/<name>_mask.png, in the folder or in folders of it';

const tree: CategoryTree = {
  name: 'mvtec',
  good: 'good',
  test: 'test',
  groundTruth: ['ground_truth'],
};

/** Whether a folder is a category: `train/good` is there. */
export function isMvtecCategory(folder: string): Promise<boolean> {
  return hasFolders(folder, 'train/good');
}

/**
 * Reads the layout of MVTec AD, which MPDD shares: `train/good`, `test/good`, `test/<type>` and
 * `ground_truth/<type>/<name>_mask.png`, in a category's folder or in a root of several.
 * Other files and folders are ignored.
 *
 * @param folder a category's folder, or one that holds such folders.
 * @returns one data set per category, in code-unit order of the categories.
 * @throws NominalError INPUT_NOT_FOUND, INPUT_EMPTY (no image to train from) or DATASET_LAYOUT (no
 *   category, no `test`, no defective image, a missing mask).
 */
export async function readMvtec(folder: string, options: MaskOptions = {}): Promise<Dataset[]> {
  const datasets: Dataset[] = [];
  for (const category of await categoryFolders(folder, isMvtecCategory)) {
    datasets.push(await readCategoryTree(category, tree, options));
  }
  if (datasets.length === 0) throw await layoutError(folder, 'MVTec AD', mvtecLayout);
  return datasets;
}
