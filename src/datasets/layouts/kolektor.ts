import { basename, join, parse, resolve } from 'node:path';
import { jpegEndings } from '../../core/image/index.ts';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { defectiveSample } from '../defectiveSample.ts';
import { goodSample } from '../goodSample.ts';
import { layoutError } from './layoutError.ts';
import { listFolder } from '../files/listFolder.ts';
import { listImages } from '../files/listImages.ts';
import { marksDefect } from '../masks/marksDefect.ts';
import { maskFiles } from '../masks/maskFiles.ts';
import { requireFiles } from '../files/requireFiles.ts';
import { splitGood } from '../splitGood.ts';

/** What is looked for. */
export const kolektorLayout = 'folders kos<NN> with Part<N>.jpg and Part<N>_label.bmp';

/**
 * Reads the layout of KolektorSDD: `kos<NN>/Part<N>.jpg` with `Part<N>_label.bmp`. Every image has
 * a label; an image is defective if its label marks anything, so all labels are read. The set has
 * no split for learning from good images: a share of them trains, the others and all defects test.
 *
 * @throws NominalError DATASET_LAYOUT, IMAGE_UNREADABLE, TOO_FEW_IMAGES or CONFIG_INVALID.
 */
export async function readKolektor(folder: string, options: DatasetOptions = {}): Promise<Dataset> {
  const images: string[] = [];
  for (const name of (await listFolder(folder)).folders.filter((one) => /^kos\d+$/.test(one))) {
    const parts = await listImages(join(folder, name), { extensions: jpegEndings });
    for (const part of parts) images.push(join(folder, name, part));
  }
  if (images.length === 0) throw await layoutError(folder, 'KolektorSDD', kolektorLayout);
  const labels = images.map((image) => labelOf(image));
  await requireFiles(folder, labels);
  const defective = await marksDefect(labels);
  const { train, test } = await splitGood(
    images.filter((_, i) => !defective[i]),
    folder,
    options,
  );
  return {
    name: 'kolektor-sdd',
    category: basename(resolve(folder)),
    train: train.map((path) => goodSample(path, 'train')),
    testGood: test.map((path) => goodSample(path, 'test')),
    testDefective: images
      .filter((_, i) => defective[i])
      .map((path) => defectiveSample(path, null, maskFiles(labelOf(path), 'nonzero'))),
  };
}

function labelOf(image: string): string {
  const { dir, name } = parse(image);
  return join(dir, `${name}_label.bmp`);
}
