import { basename, join, resolve } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import { hasFolders, listImages } from '../files/listFolder.ts';
import { MaskFolder } from '../masks/MaskFolder.ts';
import { maskFiles } from '../masks/MaskSource.ts';
import { defectiveSample, goodSample } from '../Sample.ts';
import { categoryFolders, type Layout, layoutError } from './Layout.ts';

/**
 * DAGM 2007: `Class<N>/{Train,Test}/<name>.PNG`. An image is defective if `Label/<name>_label.PNG`
 * exists. The defective images of `Train` are left out, since fitting uses only good ones. The masks
 * are ellipses around the defects.
 */
export const dagm: Layout = {
  lookedFor:
    'Train and Test with <name>.PNG and Label/<name>_label.PNG, in the folder or in folders Class<N> of it',
  fits: async (path) => (await categoryFolders(path, isClass)).length > 0,
  read,
};

/** Whether a folder is a class: both of its splits have labels. */
function isClass(folder: string): Promise<boolean> {
  return hasFolders(folder, 'Train/Label', 'Test/Label');
}

async function read(folder: string): Promise<Dataset[]> {
  const datasets: Dataset[] = [];
  for (const one of await categoryFolders(folder, isClass)) {
    const train = await readSplit(join(one, 'Train'));
    const test = await readSplit(join(one, 'Test'));
    const good = train.filter(({ mask }) => mask === null);
    if (good.length === 0 || !test.some(({ mask }) => mask !== null)) {
      throw new NominalError('DATASET_LAYOUT', {
        what: `${one} has no good image to train from, or no defective one to test with`,
        expected: dagm.lookedFor,
        received: `${good.length} good in Train, ${test.length} images in Test`,
        details: { path: one },
      });
    }
    datasets.push({
      name: 'dagm',
      category: basename(resolve(one)),
      train: good.map(({ path }) => goodSample(path, 'train')),
      testGood: test
        .filter(({ mask }) => mask === null)
        .map(({ path }) => goodSample(path, 'test')),
      testDefective: test
        .filter(({ mask }) => mask !== null)
        .map(({ path, mask }) => defectiveSample(path, null, maskFiles(mask, 'nonzero'))),
    });
  }
  if (datasets.length === 0) throw await layoutError(folder, 'DAGM 2007', dagm.lookedFor);
  return datasets;
}

async function readSplit(folder: string) {
  const masks = await MaskFolder.open(join(folder, 'Label'));
  const images = (await listImages(folder)).map((name) => ({
    path: join(folder, name),
    mask: masks.find(name, { allowMissingMasks: true }),
  }));
  masks.refuseUnowned();
  return images;
}
