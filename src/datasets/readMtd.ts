import { join, parse } from 'node:path';
import { Random } from '../core/random/index.ts';
import { NominalError } from '../errors/index.ts';
import type { Dataset } from './Dataset.ts';
import { describeFolder } from './describeFolder.ts';
import { listFolder } from './listFolder.ts';
import { listImages } from './listImages.ts';
import { MaskFolder } from './MaskFolder.ts';
import type { MaskOptions } from './MaskOptions.ts';
import { requireImages } from './requireImages.ts';
import type { Sample } from './Sample.ts';

/** How the free tiles of MTD are split. */
export interface MtdOptions extends MaskOptions {
  /** Whole number that decides which tiles train, 0 unless told. */
  readonly seed?: number;
  /** Share of the free tiles that train, between 0 and 1, 0.8 unless told; rounded down to tiles. */
  readonly trainShare?: number;
}

const freeFolder = 'MT_Free';
const defectPrefix = 'MT_';
const photoExtensions = ['.jpg', '.jpeg'];

/**
 * Reads the layout of the Magnetic Tile Defect set: `MT_<type>/Imgs/*.jpg` with masks of the same
 * name ending in `.png`. The set has no split of its own: as in the PatchCore paper, a share of the
 * tiles in `MT_Free` trains, the others and all defects test.
 *
 * @throws NominalError INPUT_NOT_FOUND, INPUT_EMPTY, TOO_FEW_IMAGES (of free tiles, to split),
 *   CONFIG_INVALID (share or seed) or DATASET_LAYOUT (folders missing, a missing mask).
 */
export async function readMtd(folder: string, options: MtdOptions = {}): Promise<Dataset> {
  const { seed = 0, trainShare = 0.8 } = options;
  checkSplit(seed, trainShare);
  const { folders } = await listFolder(folder);
  const defectFolders = folders.filter(
    (name) => name.startsWith(defectPrefix) && name !== freeFolder,
  );
  if (!folders.includes(freeFolder) || defectFolders.length === 0) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `${folder} is not laid out like the Magnetic Tile Defect set`,
      expected: 'MT_Free/Imgs and further folders MT_<type of defect>/Imgs',
      received: await describeFolder(folder),
      details: { path: folder },
    });
  }
  const free = await listTiles(folder, freeFolder);
  const trainCount = Math.floor(trainShare * free.length + 1e-9);
  if (trainCount < 1 || trainCount === free.length) {
    throw new NominalError('TOO_FEW_IMAGES', {
      what: `the tiles in ${join(folder, freeFolder)} cannot be split for training and testing`,
      expected: `enough that a share of ${trainShare} leaves one on either side`,
      received: String(free.length),
      details: { path: join(folder, freeFolder), tiles: free.length, trainShare },
    });
  }
  const trains = new Set(new Random(seed).permutation(free.length).subarray(0, trainCount));
  const testDefective: Sample[] = [];
  for (const name of defectFolders) {
    testDefective.push(...(await readDefects(folder, name, options)));
  }
  return {
    name: 'mtd',
    category: 'magnetic-tile',
    train: free.filter((_, i) => trains.has(i)).map((path) => freeTile(path, 'train')),
    testGood: free.filter((_, i) => !trains.has(i)).map((path) => freeTile(path, 'test')),
    testDefective,
  };
}

function checkSplit(seed: number, trainShare: number): void {
  if (!(trainShare > 0 && trainShare < 1)) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'the share of training images is out of range',
      expected: 'a number between 0 and 1',
      received: String(trainShare),
    });
  }
  if (!Number.isSafeInteger(seed)) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'the seed is out of range',
      expected: 'a whole number',
      received: String(seed),
    });
  }
}

async function listTiles(folder: string, name: string): Promise<string[]> {
  const images = join(folder, name, 'Imgs');
  const tiles = await listImages(images, { extensions: photoExtensions });
  return requireImages(images, tiles).map((tile) => join(images, tile));
}

async function readDefects(folder: string, name: string, options: MaskOptions): Promise<Sample[]> {
  const tiles = await listTiles(folder, name);
  const masks = await MaskFolder.open(join(folder, name, 'Imgs'), { extensions: ['.png'] });
  return tiles.map((path) => ({
    path,
    label: 'defective',
    defectType: name.slice(defectPrefix.length),
    maskPath: masks.find(parse(path).base, options),
    split: 'test',
  }));
}

/** The masks of free tiles are all 0, so they are not read. */
function freeTile(path: string, split: Sample['split']): Sample {
  return { path, label: 'good', defectType: null, maskPath: null, split };
}
