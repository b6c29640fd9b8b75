import { basename, join, parse, resolve } from 'node:path';
import { NominalError } from '../../errors/index.ts';
import type { Dataset } from '../Dataset.ts';
import { defectiveSample } from '../defectiveSample.ts';
import { goodSample } from '../goodSample.ts';
import { layoutError } from './layoutError.ts';
import { listFolder } from '../files/listFolder.ts';
import { listImages } from '../files/listImages.ts';
import { marksDefect } from '../masks/marksDefect.ts';
import { maskFiles } from '../masks/maskFiles.ts';
import { requireFiles } from '../files/requireFiles.ts';

/** What is looked for. */
export const kolektor2Layout = 'train and test with <name>.png and <name>_GT.png';

const truthEnding = /_GT\.png$/i;

/** Whether the folders train and test hold images with masks `_GT.png` beside them. */
export async function isKolektor2(folder: string): Promise<boolean> {
  const { folders } = await listFolder(folder);
  if (!folders.includes('train') || !folders.includes('test')) return false;
  const { files } = await listFolder(join(folder, 'train'));
  return files.some((name) => truthEnding.test(name));
}

/**
 * Reads the layout of KolektorSDD2: `train` and `test` with `<name>.png` and `<name>_GT.png`. An
 * image is defective if its mask marks anything, so all masks are read. The defective images of
 * `train` are left out: only good ones are learned from.
 *
 * @throws NominalError DATASET_LAYOUT or IMAGE_UNREADABLE.
 */
export async function readKolektor2(folder: string): Promise<Dataset> {
  if (!(await isKolektor2(folder))) {
    throw await layoutError(folder, 'KolektorSDD2', kolektor2Layout);
  }
  const train = await readSplit(join(folder, 'train'));
  const test = await readSplit(join(folder, 'test'));
  return {
    name: 'kolektor-sdd2',
    category: basename(resolve(folder)),
    train: train.good.map((path) => goodSample(path, 'train')),
    testGood: test.good.map((path) => goodSample(path, 'test')),
    testDefective: test.defective.map((path) =>
      defectiveSample(path, null, maskFiles(maskOf(path), 'nonzero')),
    ),
  };
}

async function readSplit(folder: string) {
  const images = (await listImages(folder))
    .filter((name) => !truthEnding.test(name))
    .map((name) => join(folder, name));
  const masks = images.map(maskOf);
  refuseTwins(images, masks);
  await requireFiles(folder, masks);
  const defective = await marksDefect(masks);
  return {
    good: images.filter((_, i) => !defective[i]),
    defective: images.filter((_, i) => defective[i]),
  };
}

/** Images that differ in their ending alone have one name for their masks. */
function refuseTwins(images: readonly string[], masks: readonly string[]): void {
  const owners = new Map<string, string>();
  for (const [i, mask] of masks.entries()) {
    const other = owners.get(mask);
    if (other !== undefined) {
      throw new NominalError('DATASET_LAYOUT', {
        what: `the mask ${mask} may be that of ${other} and of ${images[i]}`,
        expected: 'images whose names differ in more than the ending',
        details: { mask },
      });
    }
    owners.set(mask, images[i]);
  }
}

function maskOf(image: string): string {
  const { dir, name } = parse(image);
  return join(dir, `${name}_GT.png`);
}
