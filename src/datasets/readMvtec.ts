import { basename, join, resolve } from 'node:path';
import { NominalError } from '../errors/index.ts';
import type { Dataset } from './Dataset.ts';
import { describeFolder } from './describeFolder.ts';
import { isMvtecCategory } from './isMvtecCategory.ts';
import { listFolder } from './listFolder.ts';
import { listImages } from './listImages.ts';
import { MaskFolder } from './MaskFolder.ts';
import type { MaskOptions } from './MaskOptions.ts';
import { requireImages } from './requireImages.ts';
import type { Sample } from './Sample.ts';

/**
 * Reads the layout of MVTec AD: `train/good`, `test/good`, `test/<type>` and
 * `ground_truth/<type>/<name>_mask.png`, in a category's folder or in a root of several.
 * Other files and folders are ignored.
 *
 * @param folder a category's folder, or one that holds such folders.
 * @returns one data set per category, in code-unit order of the categories.
 * @throws NominalError INPUT_NOT_FOUND, INPUT_EMPTY (no image to train from) or DATASET_LAYOUT (no
 *   category, no `test`, no defective image, a missing mask).
 */
export async function readMvtec(folder: string, options: MaskOptions = {}): Promise<Dataset[]> {
  if (await isMvtecCategory(folder)) return [await readCategory(folder, options)];
  const { folders } = await listFolder(folder);
  const datasets: Dataset[] = [];
  for (const name of folders) {
    const category = join(folder, name);
    if (await isMvtecCategory(category)) datasets.push(await readCategory(category, options));
  }
  if (datasets.length > 0) return datasets;
  throw new NominalError('DATASET_LAYOUT', {
    what: `${folder} is not laid out like MVTec AD`,
    expected: 'train/good and test in it, or folders that have these',
    received: await describeFolder(folder),
    remedy: 'Name the folder of a category or the one above',
    details: { path: folder },
  });
}

async function readCategory(folder: string, options: MaskOptions): Promise<Dataset> {
  const { folders } = await listFolder(folder);
  const trainFolder = join(folder, 'train', 'good');
  const train = requireImages(trainFolder, await listImages(trainFolder));
  const types = folders.includes('test') ? (await listFolder(join(folder, 'test'))).folders : [];
  const testGood = types.includes('good') ? await listImages(join(folder, 'test', 'good')) : [];
  const testDefective: Sample[] = [];
  for (const type of types) {
    if (type !== 'good') testDefective.push(...(await readDefectType(folder, type, options)));
  }
  if (testDefective.length === 0) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `${folder} has no defective image to test with`,
      expected: 'images in test/<type of defect>',
      received: await describeFolder(folder, 'test'),
      details: { path: folder },
    });
  }
  return {
    name: 'mvtec',
    category: basename(resolve(folder)),
    train: train.map((image) => good(join(trainFolder, image), 'train')),
    testGood: testGood.map((image) => good(join(folder, 'test', 'good', image), 'test')),
    testDefective,
  };
}

async function readDefectType(
  folder: string,
  type: string,
  options: MaskOptions,
): Promise<Sample[]> {
  const imageFolder = join(folder, 'test', type);
  const images = await listImages(imageFolder);
  const masks = await MaskFolder.openWithin(folder, 'ground_truth', type);
  return images.map((image) => ({
    path: join(imageFolder, image),
    label: 'defective',
    defectType: type,
    maskPath: masks.find(image, options),
    split: 'test',
  }));
}

function good(path: string, split: Sample['split']): Sample {
  return { path, label: 'good', defectType: null, maskPath: null, split };
}
