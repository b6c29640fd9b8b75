import { basename, join, resolve } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import { categoryFolders } from './categoryFolders.ts';
import { defectiveSample } from '../defectiveSample.ts';
import { goodSample } from '../goodSample.ts';
import { hasFolders } from '../files/hasFolders.ts';
import { layoutError } from './layoutError.ts';
import { listImages } from '../files/listImages.ts';
import { MaskFolder } from '../masks/MaskFolder.ts';
import { maskFiles } from '../masks/maskFiles.ts';

/** What is looked for. */
export const dagmLayout =
  'Train and Test with <name>.PNG and Label/<name>_label.PNG, in the folder or in folders Class<N> of it';

/** Whether a folder is a class: both of its splits have labels. */
export function isDagmClass(folder: string): Promise<boolean> {
  return hasFolders(folder, 'Train/Label', 'Test/Label');
}

/**
 * Reads the layout of DAGM 2007: `Class<N>/{Train,Test}/<name>.PNG`, an image being defective if
 * `Label/<name>_label.PNG` is there. The defective images of `Train` are left out: only good ones
 * are learned from. The masks are ellipses around the defects.
 *
 * @throws NominalError DATASET_LAYOUT or INPUT_NOT_FOUND.
 */
export async function readDagm(folder: string): Promise<Dataset[]> {
  const datasets: Dataset[] = [];
  for (const one of await categoryFolders(folder, isDagmClass)) {
    const [train, test] = [await readSplit(join(one, 'Train')), await readSplit(join(one, 'Test'))];
    const [good, masked] = [train.filter(({ mask }) => mask === null), test];
    if (good.length === 0 || !masked.some(({ mask }) => mask !== null)) {
      throw new NominalError('DATASET_LAYOUT', {
        what: `${one} has no good image to train from, or no defective one to test with`,
        expected: dagmLayout,
        received: `${good.length} good in Train, ${masked.length} images in Test`,
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
  if (datasets.length === 0) throw await layoutError(folder, 'DAGM 2007', dagmLayout);
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
