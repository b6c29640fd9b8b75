import { basename, dirname, join, resolve, sep } from 'node:path';
import { NominalError } from '../errors/index.ts';
import type { Dataset } from './Dataset.ts';
import { listImages } from './listImages.ts';
import { MaskFolder } from './MaskFolder.ts';
import type { MaskOptions } from './MaskOptions.ts';
import { requireImages } from './requireImages.ts';
import type { Sample } from './Sample.ts';

/** The folders that make up a data set of one's own; each is read with its subfolders. */
export interface FoldersOptions extends MaskOptions {
  /** Good images to fit from. */
  readonly train: string;
  /** Good images to test with. */
  readonly good: string;
  /** Defective images to test with; a subfolder names the type of its defects. */
  readonly defective: string;
  /** Masks of the defective images, at the same place and of the same name, with or without `_mask`; none = no image has a mask. */
  readonly masks?: string;
  /** Name of the category; the name of the training folder unless told. */
  readonly category?: string;
}

/**
 * Reads plain folders of images.
 *
 * @throws NominalError INPUT_NOT_FOUND, INPUT_EMPTY, CONFIG_INVALID (the same image in two roles, or
 *   masks among the images) or DATASET_LAYOUT (a missing mask).
 */
export async function readFolders(options: FoldersOptions): Promise<Dataset> {
  const { train, good, defective, masks, category = basename(resolve(train)) } = options;
  if (masks !== undefined && resolve(masks) === resolve(defective)) {
    throw new NominalError('CONFIG_INVALID', {
      what: `${masks} is named for the masks and for the defective images`,
      expected: 'a folder of its own for the masks',
      remedy: 'Move the masks to another folder',
    });
  }
  const dataset = {
    name: 'folders',
    category,
    train: (await list(train, masks)).map((image) => goodSample(train, image, 'train')),
    testGood: (await list(good, masks)).map((image) => goodSample(good, image, 'test')),
    testDefective: await readDefective(defective, masks, options),
  };
  refuseSharedImages(dataset);
  return dataset;
}

/** The images below a folder but for those below the mask folder, which may lie within. */
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
  return images.map((image) => ({
    path: join(folder, image),
    label: 'defective',
    defectType: dirname(image) === '.' ? null : image.split(sep)[0],
    maskPath: masks?.find(image, options) ?? null,
    split: 'test',
  }));
}

/** An image that trains and tests, or that is good and defective, makes every figure wrong. */
function refuseSharedImages(dataset: Dataset): void {
  const seen = new Set<string>();
  for (const { path } of [...dataset.train, ...dataset.testGood, ...dataset.testDefective]) {
    const full = resolve(path);
    if (seen.has(full)) {
      throw new NominalError('CONFIG_INVALID', {
        what: `${path} is in more than one of the folders to train, good and defective`,
        expected: 'folders that share no image',
        remedy: 'Name folders that do not contain each other',
        details: { path },
      });
    }
    seen.add(full);
  }
}

function goodSample(folder: string, image: string, split: Sample['split']): Sample {
  return { path: join(folder, image), label: 'good', defectType: null, maskPath: null, split };
}
