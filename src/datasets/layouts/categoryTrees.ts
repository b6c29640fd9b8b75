import { basename, join, resolve } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import {
  describeFolder,
  hasFolders,
  listFolder,
  listImages,
  requireImages,
} from '../files/listFolder.ts';
import { MaskFolder, type MaskOptions } from '../masks/MaskFolder.ts';
import { maskFiles, type MaskSource } from '../masks/MaskSource.ts';
import { defectiveSample, goodSample, type Sample } from '../Sample.ts';
import { categoryFolders, type Layout, layoutError } from './Layout.ts';

/** A layout of categories in `train/<good>`, `<test>/<good>` and `<test>/<type of defect>`. */
interface CategoryTree {
  /** Name of the layout. */
  readonly name: string;
  /** Name of the data set, for messages. */
  readonly title: string;
  /** The files and folders of a category, in words. */
  readonly lookedFor: string;
  /** Whether a folder is a category. */
  readonly isCategory: (folder: string) => Promise<boolean>;
  /** Name of the folders of good images. */
  readonly good: string;
  /** Folder of the test images. */
  readonly test: string;
  /** Folder of the masks, by type of defect, as a path below the category. */
  readonly groundTruth: readonly string[];
  /** Whether the masks of an image lie in a folder of its name, one per defect, numbered by value. */
  readonly maskFolders?: boolean;
}

/**
 * MVTec AD, whose layout MPDD shares: `train/good`, `test/good`, `test/<type>` and
 * `ground_truth/<type>/<name>_mask.png`.
 */
export const mvtec = layoutOf({
  name: 'mvtec',
  title: 'MVTec AD',
  lookedFor: 'train/good, test/<type> and ground_truth/<type>/<name>_mask.png',
  isCategory: (folder) => hasFolders(folder, 'train/good'),
  good: 'good',
  test: 'test',
  groundTruth: ['ground_truth'],
});

/**
 * MVTec AD 2. Of its three tests, only the public one has published masks and is used. `validation`
 * is ignored, so that figures compare with those of the paper.
 */
export const mvtec2 = layoutOf({
  name: 'mvtec-ad-2',
  title: 'MVTec AD 2',
  lookedFor: 'train/good, test_public/{good,bad} and test_public/ground_truth/bad/<name>_mask.png',
  isCategory: (folder) => hasFolders(folder, 'train/good', 'test_public'),
  good: 'good',
  test: 'test_public',
  groundTruth: ['test_public', 'ground_truth'],
});

/**
 * MVTec LOCO. An image has a folder of masks, one per defect, whose value names the kind of defect: all
 * values but 0 are defective, and the union counts. The set's own metric (sPRO, with a saturation area
 * per kind) is not computed. `validation` is ignored.
 */
export const loco = layoutOf({
  name: 'mvtec-loco',
  title: 'MVTec LOCO',
  lookedFor:
    'train/good, test/{good,logical_anomalies,structural_anomalies} and ground_truth/<type>/<name>/*.png',
  isCategory: async (folder) => {
    if (!(await hasFolders(folder, 'train/good', 'test'))) return false;
    const { folders } = await listFolder(join(folder, 'test'));
    return folders.some((name) => name === 'logical_anomalies' || name === 'structural_anomalies');
  },
  good: 'good',
  test: 'test',
  groundTruth: ['ground_truth'],
  maskFolders: true,
});

/** BTAD, with masks in PNG or BMP. */
export const btad = layoutOf({
  name: 'btad',
  title: 'BTAD',
  lookedFor: 'train/ok, test/{ok,ko} and ground_truth/ko/<name>',
  isCategory: (folder) => hasFolders(folder, 'train/ok'),
  good: 'ok',
  test: 'test',
  groundTruth: ['ground_truth'],
});

/**
 * Reads the folder of a category or a root of several, in code-unit order. Other files and folders are
 * ignored. The reader throws NominalError INPUT_NOT_FOUND, INPUT_EMPTY (no image to train from) or
 * DATASET_LAYOUT (no category, no test folder, no defective image, a missing mask).
 */
function layoutOf(tree: CategoryTree): Layout {
  const lookedFor = `${tree.lookedFor}, in the folder or in folders of it`;
  return {
    lookedFor,
    fits: async (path) => (await categoryFolders(path, tree.isCategory)).length > 0,
    read: async (path, options) => {
      const datasets: Dataset[] = [];
      for (const category of await categoryFolders(path, tree.isCategory)) {
        datasets.push(await readCategory(category, tree, options));
      }
      if (datasets.length === 0) throw await layoutError(path, tree.title, lookedFor);
      return datasets;
    },
  };
}

async function readCategory(
  folder: string,
  tree: CategoryTree,
  options: MaskOptions,
): Promise<Dataset> {
  const { folders } = await listFolder(folder);
  const trainFolder = join(folder, 'train', tree.good);
  const train = requireImages(trainFolder, await listImages(trainFolder));
  const testFolder = join(folder, tree.test);
  // In MVTec AD 2, the folder of the masks is among the types; it holds no image itself.
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
