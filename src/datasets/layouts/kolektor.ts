import { basename, join, parse, resolve } from 'node:path';
import { jpegEndings } from '../../core/image/index.ts';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { listFolder, listImages } from '../files/listFolder.ts';
import { requireFiles } from '../files/listedFiles.ts';
import { marksDefect } from '../masks/marksDefect.ts';
import { maskFiles } from '../masks/MaskSource.ts';
import { defectiveSample, goodSample } from '../Sample.ts';
import { splitGood } from '../splitGood.ts';
import { foldersMatch, type Layout, layoutError } from './Layout.ts';

/**
 * KolektorSDD: `kos<NN>/Part<N>.jpg` with `Part<N>_label.bmp`. Every image has a label, and an image is
 * defective if its label marks anything, so all labels are read. The set has no split for learning
 * from good images: a share of them trains; the others and all defects test.
 */
export const kolektor: Layout = {
  lookedFor: 'folders kos<NN> with Part<N>.jpg and Part<N>_label.bmp',
  fits: foldersMatch(/^kos\d+$/),
  read: async (path, options) => [await read(path, options)],
};

/**
 * KolektorSDD2: `train` and `test` with `<name>.png` and `<name>_GT.png`. An image is defective if its
 * mask marks anything, so all masks are read. The defective images of `train` are left out, since
 * fitting uses only good ones.
 */
export const kolektor2: Layout = {
  lookedFor: 'train and test with <name>.png and <name>_GT.png',
  fits: isKolektor2,
  read: async (path) => [await read2(path)],
};

const truthEnding = /_GT\.png$/i;

async function read(folder: string, options: DatasetOptions): Promise<Dataset> {
  const images: string[] = [];
  for (const name of (await listFolder(folder)).folders.filter((one) => /^kos\d+$/.test(one))) {
    const parts = await listImages(join(folder, name), { extensions: jpegEndings });
    for (const part of parts) images.push(join(folder, name, part));
  }
  if (images.length === 0) throw await layoutError(folder, 'KolektorSDD', kolektor.lookedFor);
  const { good, defective } = await sortByMask(folder, withMasks(images, '_label.bmp'));
  const { train, test } = await splitGood(good, folder, options);
  return datasetOf('kolektor-sdd', folder, train, test, defective);
}

/** Whether the folders train and test exist, with masks `_GT.png` among the images of train. */
async function isKolektor2(folder: string): Promise<boolean> {
  const { folders } = await listFolder(folder);
  if (!folders.includes('train') || !folders.includes('test')) return false;
  const { files } = await listFolder(join(folder, 'train'));
  return files.some((name) => truthEnding.test(name));
}

async function read2(folder: string): Promise<Dataset> {
  if (!(await isKolektor2(folder))) {
    throw await layoutError(folder, 'KolektorSDD2', kolektor2.lookedFor);
  }
  const train = await readSplit(join(folder, 'train'));
  const test = await readSplit(join(folder, 'test'));
  return datasetOf('kolektor-sdd2', folder, train.good, test.good, test.defective);
}

async function readSplit(folder: string) {
  const images = (await listImages(folder))
    .filter((name) => !truthEnding.test(name))
    .map((name) => join(folder, name));
  const masked = withMasks(images, '_GT.png');
  refuseTwins(masked);
  return sortByMask(folder, masked);
}

/** An image and its mask in the same folder. */
interface MaskedImage {
  readonly path: string;
  readonly mask: string;
}

function withMasks(images: readonly string[], ending: string): MaskedImage[] {
  return images.map((path) => {
    const { dir, name } = parse(path);
    return { path, mask: join(dir, `${name}${ending}`) };
  });
}

/** Sorts images into good and defective ones; an image is defective if its mask marks anything. */
async function sortByMask(folder: string, images: readonly MaskedImage[]) {
  const masks = images.map(({ mask }) => mask);
  await requireFiles(folder, masks);
  const marked = await marksDefect(masks);
  return {
    good: images.filter((_, i) => !marked[i]),
    defective: images.filter((_, i) => marked[i]),
  };
}

/** Images whose names differ only in the extension would share a mask. */
function refuseTwins(images: readonly MaskedImage[]): void {
  const owners = new Map<string, string>();
  for (const { path, mask } of images) {
    const other = owners.get(mask);
    if (other !== undefined) {
      throw new NominalError('DATASET_LAYOUT', {
        what: `the mask ${mask} may be that of ${other} and of ${path}`,
        expected: 'images whose names differ in more than the extension',
        details: { mask },
      });
    }
    owners.set(mask, path);
  }
}

function datasetOf(
  name: string,
  folder: string,
  train: readonly MaskedImage[],
  testGood: readonly MaskedImage[],
  testDefective: readonly MaskedImage[],
): Dataset {
  return {
    name,
    category: basename(resolve(folder)),
    train: train.map(({ path }) => goodSample(path, 'train')),
    testGood: testGood.map(({ path }) => goodSample(path, 'test')),
    testDefective: testDefective.map(({ path, mask }) =>
      defectiveSample(path, null, maskFiles(mask, 'nonzero')),
    ),
  };
}
