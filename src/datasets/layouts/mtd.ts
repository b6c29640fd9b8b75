import { join, parse } from 'node:path';
import { jpegEndings } from '../../core/image/index.ts';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { defectiveSample } from '../defectiveSample.ts';
import { goodSample } from '../goodSample.ts';
import { layoutError } from './layoutError.ts';
import { listFolder } from '../files/listFolder.ts';
import { listImages } from '../files/listImages.ts';
import { MaskFolder } from '../masks/MaskFolder.ts';
import { maskFiles } from '../masks/maskFiles.ts';
import { requireImages } from '../files/requireImages.ts';
import type { Sample } from '../Sample.ts';
import { splitGood } from '../splitGood.ts';

/** What is looked for. */
export const mtdLayout = 'MT_Free/Imgs and further folders MT_<type of defect>/Imgs';

const freeFolder = 'MT_Free';
const defectPrefix = 'MT_';

/**
 * Reads the layout of the Magnetic Tile Defect set: `MT_<type>/Imgs/*.jpg` with masks of the same
 * name ending in `.png`. The set has no split of its own: as in the PatchCore paper, a share of the
 * tiles in `MT_Free` trains, the others and all defects test.
 *
 * @throws NominalError INPUT_NOT_FOUND, INPUT_EMPTY, TOO_FEW_IMAGES (of free tiles, to split),
 *   CONFIG_INVALID (share or seed) or DATASET_LAYOUT (folders missing, a missing mask).
 */
export async function readMtd(folder: string, options: DatasetOptions = {}): Promise<Dataset> {
  const { folders } = await listFolder(folder);
  const defectFolders = folders.filter(
    (name) => name.startsWith(defectPrefix) && name !== freeFolder,
  );
  if (!folders.includes(freeFolder) || defectFolders.length === 0) {
    throw await layoutError(folder, 'the Magnetic Tile Defect set', mtdLayout);
  }
  const free = await splitGood(
    await listTiles(folder, freeFolder),
    join(folder, freeFolder),
    options,
  );
  const testDefective: Sample[] = [];
  for (const name of defectFolders) {
    for (const sample of await readDefects(folder, name, options)) testDefective.push(sample);
  }
  return {
    name: 'mtd',
    category: 'magnetic-tile',
    train: free.train.map((path) => goodSample(path, 'train')),
    testGood: free.test.map((path) => goodSample(path, 'test')),
    testDefective,
  };
}

async function listTiles(folder: string, name: string): Promise<string[]> {
  const images = join(folder, name, 'Imgs');
  const tiles = await listImages(images, { extensions: jpegEndings });
  return requireImages(images, tiles).map((tile) => join(images, tile));
}

async function readDefects(
  folder: string,
  name: string,
  options: DatasetOptions,
): Promise<Sample[]> {
  const tiles = await listTiles(folder, name);
  const masks = await MaskFolder.open(join(folder, name, 'Imgs'), { extensions: ['.png'] });
  const type = name.slice(defectPrefix.length);
  return tiles.map((path) =>
    defectiveSample(path, type, maskFiles(masks.find(parse(path).base, options))),
  );
}
