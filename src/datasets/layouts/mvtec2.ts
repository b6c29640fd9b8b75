import type { Dataset } from '../Dataset.ts';
import { categoryFolders } from './categoryFolders.ts';
import { hasFolders } from '../files/hasFolders.ts';
import { layoutError } from './layoutError.ts';
import type { MaskOptions } from '../masks/MaskOptions.ts';
import { type CategoryTree, readCategoryTree } from './categoryTrees.ts';

/** What is looked for. */
export const mvtec2Layout =
  'train/good, test_public/{good,bad} and test_public/ground_truth/bad/<name>_mask.png, in the folder or in folders of it';

const tree: CategoryTree = {
  name: 'mvtec-ad-2',
  good: 'good',
  test: 'test_public',
  groundTruth: ['test_public', 'ground_truth'],
};

/** Whether a folder is a category: `train/good` and `test_public` are there. */
export function isMvtec2Category(folder: string): Promise<boolean> {
  return hasFolders(folder, 'train/good', 'test_public');
}

/**
 * Reads the layout of MVTec AD 2. Of its three tests the public one is used, the masks of the
 * others not being published; `validation` is left aside, so that figures compare with the paper's.
 *
 * @throws NominalError as `readMvtec` does.
 */
export async function readMvtec2(folder: string, options: MaskOptions = {}): Promise<Dataset[]> {
  const datasets: Dataset[] = [];
  for (const category of await categoryFolders(folder, isMvtec2Category)) {
    datasets.push(await readCategoryTree(category, tree, options));
  }
  if (datasets.length === 0) throw await layoutError(folder, 'MVTec AD 2', mvtec2Layout);
  return datasets;
}
