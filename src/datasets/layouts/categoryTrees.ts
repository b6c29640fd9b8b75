import { basename, join, resolve } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import { defectiveSample } from '../defectiveSample.ts';
import { describeFolder } from '../files/describeFolder.ts';
import { goodSample } from '../goodSample.ts';
import { listFolder } from '../files/listFolder.ts';
import { listImages } from '../files/listImages.ts';
import { MaskFolder } from '../masks/MaskFolder.ts';
import { maskFiles } from '../masks/maskFiles.ts';
import type { MaskOptions } from '../masks/MaskOptions.ts';
import type { MaskSource } from '../masks/MaskSource.ts';
import { requireImages } from '../files/requireImages.ts';
import type { Sample } from '../Sample.ts';

/** How a category is laid out in `train/<good>`, `<test>/<good>` and `<test>/<type of defect>`. */
export interface CategoryTree {
  /** Name of the layout. */
  readonly name: string;
  /** Folder name of good images. */
  readonly good: string;
  /** Folder of the test images. */
  readonly test: string;
  /** Folder of the masks, by type of defect, as a path below the category. */
  readonly groundTruth: readonly string[];
  /** Whether the masks of one image lie in a folder of its name, one per defect, numbered by value. */
  readonly maskFolders?: boolean;
}

/**
 * Reads one category.
 *
 * @throws NominalError INPUT_NOT_FOUND, INPUT_EMPTY (no image to train from) or DATASET_LAYOUT (no
 *   test folder, no defective image, a missing mask).
 */
export async function readCategoryTree(
  folder: string,
  tree: CategoryTree,
  options: MaskOptions,
): Promise<Dataset> {
  const { folders } = await listFolder(folder);
  const trainFolder = join(folder, 'train', tree.good);
  const train = requireImages(trainFolder, await listImages(trainFolder));
  const testFolder = join(folder, tree.test);
  // In MVTec AD 2 the folder of the masks is among the types; it holds no image of its own.
  const types = folders.includes(tree.test) ? (await listFolder(testFolder)).folders : [];
  const goodFolder = join(testFolder, tree.good);
  const testGood = types.includes(tree.good) ? await listImages(goodFolder) : [];
  const testDefective: Sample[] = [];
  for (const type of types) {
    if (type === tree.good) continue;
    for (const sample of await readType(folder, type, tree, options)) testDefective.push(sample);
  }
  if (testDefective.length === 0) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `${folder} has no defective image to test with`,
      expected: `images in ${tree.test}/<type of defect>`,
      received: await describeFolder(folder, tree.test),
      details: { path: folder },
    });
  }
  return {
    name: tree.name,
    category: basename(resolve(folder)),
    train: train.map((image) => goodSample(join(trainFolder, image), 'train')),
    testGood: testGood.map((image) => goodSample(join(goodFolder, image), 'test')),
    testDefective,
  };
}

async function readType(
  folder: string,
  type: string,
  tree: CategoryTree,
  options: MaskOptions,
): Promise<Sample[]> {
  const imageFolder = join(folder, tree.test, type);
  const images = await listImages(imageFolder);
  const masks = await MaskFolder.openWithin(folder, ...tree.groundTruth, type);
  const maskOf = (image: string): MaskSource | null =>
    tree.maskFolders
      ? maskFiles(masks.findAll(image, options), 'nonzero')
      : maskFiles(masks.find(image, options));
  return images.map((image) => defectiveSample(join(imageFolder, image), type, maskOf(image)));
}
