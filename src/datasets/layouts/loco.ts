import { join } from 'node:path';
import type { Dataset } from '../Dataset.ts';
import { categoryFolders } from './categoryFolders.ts';
import { hasFolders } from '../files/hasFolders.ts';
import { layoutError } from './layoutError.ts';
import { listFolder } from '../files/listFolder.ts';
import type { MaskOptions } from '../masks/MaskOptions.ts';
import { type CategoryTree, readCategoryTree } from './categoryTrees.ts';

/** What is looked for. */
export const locoLayout =
  'train/good, test/{good,logical_anomalies,structural_anomalies} and ground_truth/<type>/<name>/*.png, in the folder or in folders of it';

const tree: CategoryTree = {
  name: 'mvtec-loco',
  good: 'good',
  test: 'test',
  groundTruth: ['ground_truth'],
  maskFolders: true,
};

/** Whether a folder is a category: its test has one of the two types of LOCO. */
export async function isLocoCategory(folder: string): Promise<boolean> {
  if (!(await hasFolders(folder, 'train/good', 'test'))) return false;
  const { folders } = await listFolder(join(folder, 'test'));
  return folders.some((name) => name === 'logical_anomalies' || name === 'structural_anomalies');
}

/**
 * Reads the layout of MVTec LOCO. An image has a folder of masks, one per defect, whose value names
 * the kind: all but 0 is defective, and the union counts. The set's own metric (sPRO, with a
 * saturation area per kind) is not computed; `validation` is left aside.
 *
 * @throws NominalError as `readMvtec` does.
 */
export async function readLoco(folder: string, options: MaskOptions = {}): Promise<Dataset[]> {
  const datasets: Dataset[] = [];
  for (const category of await categoryFolders(folder, isLocoCategory)) {
    datasets.push(await readCategoryTree(category, tree, options));
  }
  if (datasets.length === 0) throw await layoutError(folder, 'MVTec LOCO', locoLayout);
  return datasets;
}
