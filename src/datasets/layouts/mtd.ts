import { join, parse } from 'node:path';
import { jpegEndings } from '../../core/image/index.ts';
import type { Dataset } from '../Dataset.ts';
import type { DatasetOptions } from '../DatasetOptions.ts';
import { listFolder, listImages, requireImages } from '../files/listFolder.ts';
import { MaskFolder } from '../masks/MaskFolder.ts';
import { maskFiles } from '../masks/MaskSource.ts';
import { defectiveSample, goodSample, type Sample } from '../Sample.ts';
import { splitGood } from '../splitGood.ts';
import { foldersMatch, type Layout, layoutError } from './Layout.ts';

const freeFolder = 'MT_Free';
const defectPrefix = 'MT_';

/**
 * The Magnetic Tile Defect set: `MT_<type>/Imgs/*.jpg` with masks `.png` of the same name. The set has
 * no split of its own. As in the PatchCore paper, a share of the tiles in `MT_Free` trains; the others
 * and all defects test.
 */
export const mtd: Layout = {
  lookedFor: 'MT_Free/Imgs and further folders MT_<type of defect>/Imgs',
  fits: foldersMatch(/^MT_Free$/),
  read: async (path, options) => [await read(path, options)],
};

async function read(folder: string, options: DatasetOptions): Promise<Dataset> {
  const { folders } = await listFolder(folder);
  const defectFolders = folders.filter(
    (name) => name.startsWith(defectPrefix) && name !== freeFolder,
  );
  if (!folders.includes(freeFolder) || defectFolders.length === 0) {
    throw await layoutError(folder, 'the Magnetic Tile Defect set', mtd.lookedFor);
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
