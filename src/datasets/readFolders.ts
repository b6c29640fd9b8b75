import { basename, dirname, join, resolve, sep } from 'node:path';
import { checkOptions, type OptionKinds } from '../config/index.ts';
import { NominalError } from '../errors/index.ts';
import type { Dataset } from './Dataset.ts';
import { type DatasetOptions, datasetOptions } from './DatasetOptions.ts';
import { requireFiles } from './files/listedFiles.ts';
import { listImages, requireImages } from './files/listFolder.ts';
import { MaskFolder, type MaskOptions } from './masks/MaskFolder.ts';
import { maskFiles } from './masks/MaskSource.ts';
import { defectiveSample, goodSample, type Sample } from './Sample.ts';
import { splitGood } from './splitGood.ts';

/** The folders that make up the user's own data set; each is read with its subfolders. */
export interface FoldersOptions extends DatasetOptions {
  /** Good images to fit from; without it, those of `good` are split at random. */
  readonly train?: string;
  /** Good images to test with. */
  readonly good: string;
  /** Defective images to test with; a subfolder names the type of its defects. */
  readonly defective: string;
  /** Masks of the defective images, with the same relative path, with or without `_mask`; if omitted, no image has a mask. */
  readonly masks?: string;
  /** Name of the category; default the name of the folder to fit from, or of the part whose `train/good` it is. */
  readonly category?: string;
}

const foldersOptions: OptionKinds<FoldersOptions> = {
  ...datasetOptions,
  train: 'string',
  good: 'string',
  defective: 'string',
  masks: 'string',
  category: 'string',
};

/**
 * Reads plain folders of images.
 *
 * @throws NominalError INPUT_NOT_FOUND, INPUT_EMPTY, CONFIG_INVALID (the same image in two roles, or
 *   masks among the images), DATASET_LAYOUT (a missing mask) or TOO_FEW_IMAGES (to split).
 */
export async function readFolders(options: FoldersOptions): Promise<Dataset> {
  checkOptions(options, foldersOptions, 'readFolders');
  const { train, good, defective, masks, category = categoryOf(resolve(train ?? good)) } = options;
  if (masks !== undefined && resolve(masks) === resolve(defective)) {
    throw new NominalError('CONFIG_INVALID', {
      what: `${masks} is named for the masks and for the defective images`,
      expected: 'a separate folder for the masks',
      remedy: 'Move the masks to another folder',
    });
  }
  const parts =
    train === undefined
      ? await splitGood(await listPaths(good, masks), good, options)
      : { train: await listPaths(train, masks), test: await listPaths(good, masks) };
  const dataset = {
    name: 'folders',
    category,
    train: parts.train.map((path) => goodSample(path, 'train')),
    testGood: parts.test.map((path) => goodSample(path, 'test')),
    testDefective: await readDefective(defective, masks, options),
  };
  await refuseSharedImages(dataset);
  return dataset;
}

/** The name of a folder; for one called `good`, the name of the part above it, as in `cap/train/good`. */
function categoryOf(folder: string): string {
  if (basename(folder) !== 'good') return basename(folder);
  const above = dirname(folder);
  const part = basename(above) === 'train' ? dirname(above) : above;
  return basename(part) || 'good';
}

async function listPaths(folder: string, masks: string | undefined): Promise<string[]> {
  return (await list(folder, masks)).map((image) => join(folder, image));
}

/** The images below a folder, except those below the mask folder, which may lie inside it. */
async function list(folder: string, masks: string | undefined): Promise<string[]> {
  const images = await listImages(folder, { recursive: true });
  const maskRoot = masks === undefined ? null : resolve(masks) + sep;
  const own = images.filter(
    (image) => maskRoot === null || !resolve(folder, image).startsWith(maskRoot),
  );
  return requireImages(folder, own);
}

async function readDefective(
  folder: string,
  maskFolder: string | undefined,
  options: MaskOptions,
): Promise<Sample[]> {
  const images = await list(folder, maskFolder);
  const masks = maskFolder === undefined ? null : await MaskFolder.open(maskFolder);
  return images.map((image) => {
    const defectType = dirname(image) === '.' ? null : image.split(sep)[0];
    const mask = masks === null ? null : maskFiles(masks.find(image, options));
    return defectiveSample(join(folder, image), defectType, mask);
  });
}

/** Refuses an image that trains and tests, or that is good and defective: it makes every figure wrong. */
async function refuseSharedImages(dataset: Dataset): Promise<void> {
  const taken = new Set<string>();
  for (const samples of [dataset.train, dataset.testGood, dataset.testDefective]) {
    const paths = samples.map(({ path }) => path);
    const places = await requireFiles(dataset.category, paths);
    const shared = paths.find((_, i) => taken.has(places[i]));
    if (shared !== undefined) {
      throw new NominalError('CONFIG_INVALID', {
        what: `${shared} is in more than one of the folders train, good and defective`,
        expected: 'folders that share no image',
        remedy: 'Name folders that do not contain each other',
        details: { path: shared },
      });
    }
    for (const place of places) taken.add(place);
  }
}
