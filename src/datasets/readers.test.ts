import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Dataset,
  type DatasetOptions,
  layouts,
  openDataset,
  readFolders,
  type Sample,
} from './index.ts';

const readMvtec = (folder: string, options: DatasetOptions = {}) =>
  layouts.mvtec.read(folder, options);

const readMtd = async (folder: string, options: DatasetOptions = {}) =>
  (await layouts.mtd.read(folder, options))[0];

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nominal-datasets-'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

/** Readers list names and never look into a file, so empty files do. */
async function plant(...paths: readonly string[]) {
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), '');
  }
}

function below(path: string | null) {
  return path === null ? null : relative(root, path);
}

function paths(samples: readonly Sample[]) {
  return samples.map((sample) => below(sample.path));
}

function masks(dataset: Dataset) {
  return dataset.testDefective.map(({ mask }) =>
    mask?.kind === 'files' ? mask.paths.map(below).join(' ') : null,
  );
}

const bottle = [
  'bottle/train/good/10.png',
  'bottle/train/good/9.png',
  'bottle/train/good/B.png',
  'bottle/train/good/a.png',
  'bottle/test/good/0.png',
  'bottle/test/crack/0.png',
  'bottle/test/crack/1.png',
  'bottle/test/stain/0.png',
  'bottle/ground_truth/crack/0_mask.png',
  'bottle/ground_truth/crack/1_mask.png',
  'bottle/ground_truth/stain/0_mask.png',
];

const cable = [
  'cable/train/good/0.jpg',
  'cable/test/cut/0.jpg',
  'cable/ground_truth/cut/0_mask.png',
];

describe('the layout of MVTec AD', () => {
  it('reads a category with its masks', async () => {
    await plant(...bottle);
    const [dataset] = await readMvtec(join(root, 'bottle'));
    expect(dataset).toMatchObject({ name: 'mvtec', category: 'bottle' });
    expect(paths(dataset.testGood)).toEqual(['bottle/test/good/0.png']);
    expect(dataset.testDefective[2]).toEqual({
      path: join(root, 'bottle/test/stain/0.png'),
      label: 'defective',
      defectType: 'stain',
      mask: {
        kind: 'files',
        paths: [join(root, 'bottle/ground_truth/stain/0_mask.png')],
        defective: 'bright',
      },
      split: 'test',
    });
    expect(dataset.train[0]).toMatchObject({ label: 'good', mask: null, split: 'train' });
  });

  it('lists in code-unit order, whatever the locale', async () => {
    await plant(...bottle);
    const [dataset] = await readMvtec(join(root, 'bottle'));
    const names = paths(dataset.train).map((path) => path?.split('/').pop());
    expect(names).toEqual(['10.png', '9.png', 'B.png', 'a.png']);
  });

  it('reads all categories of a root and ignores other folders', async () => {
    await plant(...bottle, ...cable, 'readme.txt', 'notes/train/bad/0.png', 'license/0.png');
    const datasets = await readMvtec(root);
    expect(datasets.map((dataset) => dataset.category)).toEqual(['bottle', 'cable']);
    expect(datasets[1].testGood).toEqual([]);
  });

  it('ignores hidden files and files that are no images', async () => {
    await plant(...cable, 'cable/train/good/.DS_Store', 'cable/train/good/._0.jpg');
    await plant('cable/train/good/Thumbs.db', 'cable/test/readme.md', 'cable/test/cut/list.txt');
    const [dataset] = await readMvtec(join(root, 'cable'));
    expect(paths(dataset.train)).toEqual(['cable/train/good/0.jpg']);
    expect(paths(dataset.testDefective)).toEqual(['cable/test/cut/0.jpg']);
  });

  it('follows symbolic links', async () => {
    await plant(...cable, 'elsewhere/x.png');
    await symlink(join(root, 'elsewhere'), join(root, 'cable/test/good'));
    const [dataset] = await readMvtec(join(root, 'cable'));
    expect(paths(dataset.testGood)).toEqual(['cable/test/good/x.png']);
  });

  it('names the image whose mask is missing, unless that is allowed', async () => {
    await plant(...bottle);
    await rm(join(root, 'bottle/ground_truth/crack/1_mask.png'));
    const folder = join(root, 'bottle');
    await expect(readMvtec(folder)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(
        /1\.png has no mask in .*crack; expected 1\.png, or with _mask, _gt, _label or _seg after 1/,
      ),
    });
    const [dataset] = await readMvtec(folder, { allowMissingMasks: true });
    expect(masks(dataset)[1]).toBeNull();
    await rm(join(root, 'bottle/ground_truth'), { recursive: true });
    await expect(readMvtec(folder)).rejects.toMatchObject({ code: 'DATASET_LAYOUT' });
    const [without] = await readMvtec(folder, { allowMissingMasks: true });
    expect(masks(without)).toEqual([null, null, null]);
  });

  it('refuses a category without training images or without defective ones', async () => {
    await plant('a/train/good/note.txt', 'a/test/x/0.png', 'b/train/good/0.png');
    await expect(readMvtec(join(root, 'a'))).rejects.toMatchObject({ code: 'INPUT_EMPTY' });
    await expect(readMvtec(join(root, 'b'))).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringContaining('no folder test'),
    });
  });
});

const tiles = Array.from({ length: 10 }, (_, i) => `MT_Free/Imgs/exp${i}.jpg`);

async function plantTiles() {
  await plant(...tiles, ...tiles.map((tile) => tile.replace('.jpg', '.png')));
  await plant('MT_Crack/Imgs/c1.jpg', 'MT_Crack/Imgs/c1.png', 'readme.md');
  await plant('MT_Fray/Imgs/f1.jpg', 'MT_Fray/Imgs/f1.png');
}

describe('the layout of the Magnetic Tile Defect set', () => {
  it('splits the free tiles and tests with all defects', async () => {
    await plantTiles();
    const dataset = await readMtd(root, { seed: 3 });
    expect(dataset).toMatchObject({ name: 'mtd', category: 'magnetic-tile' });
    expect(dataset.train).toHaveLength(8);
    expect(dataset.testGood).toHaveLength(2);
    expect(paths([...dataset.train, ...dataset.testGood]).sort()).toEqual(tiles);
    expect(paths(dataset.train)).toEqual(paths(dataset.train).sort());
    expect(dataset.testDefective.map((sample) => sample.defectType)).toEqual(['Crack', 'Fray']);
    expect(masks(dataset)).toEqual(['MT_Crack/Imgs/c1.png', 'MT_Fray/Imgs/f1.png']);
  });

  it('splits the same way for the same seed and differently for another', async () => {
    await plantTiles();
    const split = async (seed: number) => paths((await readMtd(root, { seed })).testGood);
    expect(await split(1)).toEqual(await split(1));
    const splits = await Promise.all([1, 2, 3, 4].map(split));
    expect(new Set(splits.map(String)).size).toBeGreaterThan(1);
  });

  it('takes the share asked for', async () => {
    await plantTiles();
    expect((await readMtd(root, { trainShare: 0.29 })).train).toHaveLength(2);
    expect((await readMtd(root, { trainShare: 0.7 })).train).toHaveLength(7);
  });

  it('refuses shares, seeds and trees that allow no split', async () => {
    await plantTiles();
    for (const options of [{ trainShare: 0 }, { trainShare: 1 }, { seed: 0.5 }]) {
      await expect(readMtd(root, options)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    }
    await expect(readMtd(root, { trainShare: 0.01 })).rejects.toMatchObject({
      code: 'TOO_FEW_IMAGES',
    });
    await rm(join(root, 'MT_Fray/Imgs/f1.png'));
    await expect(readMtd(root)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringContaining('f1.jpg has no mask'),
    });
    await expect(readMtd(join(root, 'MT_Free'))).rejects.toMatchObject({ code: 'DATASET_LAYOUT' });
  });
});

describe('readFolders', () => {
  const folders = () => ({
    train: join(root, 'train'),
    good: join(root, 'ok'),
    defective: join(root, 'bad'),
    masks: join(root, 'masks'),
  });

  it('finds masks by name, with or without _mask, in subfolders too', async () => {
    await plant('train/0.png', 'ok/1.png', 'bad/a.jpg', 'bad/b.png', 'bad/dent/a.png');
    await plant('masks/a_mask.png', 'masks/b.png', 'masks/dent/a.png', 'masks/other.png');
    const dataset = await readFolders(folders());
    expect(dataset).toMatchObject({ name: 'folders', category: 'train' });
    expect(paths(dataset.testDefective)).toEqual(['bad/a.jpg', 'bad/b.png', 'bad/dent/a.png']);
    expect(masks(dataset)).toEqual(['masks/a_mask.png', 'masks/b.png', 'masks/dent/a.png']);
    expect(dataset.testDefective.map((sample) => sample.defectType)).toEqual([null, null, 'dent']);
  });

  it.each([
    'a_GT.png',
    'a_gt.tif',
    'a_label.png',
    'a_labels.pgm',
    'a_seg.png',
    'a_MASK.png',
    'mask_a.png',
    'a.png.png',
    'a.bmp',
  ])('finds a mask that is called %s', async (mask) => {
    await plant('train/0.png', 'ok/1.png', 'bad/a.png', `masks/${mask}`);
    expect(masks(await readFolders(folders()))).toEqual([`masks/${mask}`]);
  });

  it('finds a mask whose name is composed differently, as on macOS', async () => {
    const [composed, taken] = ['\u00fc'.normalize('NFC'), '\u00fc'.normalize('NFD')];
    expect(composed).not.toBe(taken);
    await plant('train/0.png', 'ok/1.png', `bad/${composed}.png`, `masks/${taken}_mask.png`);
    expect(masks(await readFolders(folders()))).toEqual([`masks/${taken}_mask.png`]);
  });

  it('refuses two masks of one image and one mask of two images, and names them', async () => {
    await plant('train/0.png', 'ok/1.png', 'bad/a.png', 'masks/a.png', 'masks/a_mask.png');
    await expect(readFolders(folders())).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/2 masks .*may be that of a\.png.*a\.png, a_mask\.png/),
    });
    await rm(join(root, 'masks/a.png'));
    await plant('bad/a.jpg');
    await expect(readFolders(folders())).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/a_mask\.png may be that of a\.jpg and of a\.png/),
    });
    await plant('masks/a.jpg.png', 'masks/a.png.png');
    await rm(join(root, 'masks/a_mask.png'));
    expect(masks(await readFolders(folders()))).toEqual(['masks/a.jpg.png', 'masks/a.png.png']);
  });

  it('says which masks exist if the one looked for does not', async () => {
    await plant('train/0.png', 'ok/1.png', 'bad/a.png', 'masks/a-truth.png', 'masks/b.png');
    await expect(readFolders(folders())).rejects.toMatchObject({
      message: expect.stringMatching(/a\.png has no mask.*received a-truth\.png\./),
    });
  });

  it('refuses images of kinds that are not read: figures on the others would not be those of the set', async () => {
    await plant('train/0.png', 'ok/1.png', 'bad/a.png', 'bad/b.heic');
    const { train, good, defective } = folders();
    await expect(readFolders({ train, good, defective })).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/holds 1 images of kinds that are not read.*b\.heic/),
    });
    // A raw file next to its picture is not another image.
    await rm(join(root, 'bad/b.heic'));
    await plant('bad/a.nef', 'bad/c.jfif');
    const dataset = await readFolders({ train, good, defective });
    expect(paths(dataset.testDefective)).toEqual(['bad/a.png', 'bad/c.jfif']);
  });

  it('needs no masks if no folder is named', async () => {
    await plant('train/0.png', 'ok/1.png', 'bad/a.png');
    const { train, good, defective } = folders();
    expect(masks(await readFolders({ train, good, defective }))).toEqual([null]);
  });

  it('names the image whose mask is missing, unless that is allowed', async () => {
    await plant('train/0.png', 'ok/1.png', 'bad/a.png', 'masks/ab.png');
    await expect(readFolders(folders())).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringContaining('defective image a.png has no mask'),
    });
    const dataset = await readFolders({ ...folders(), allowMissingMasks: true });
    expect(masks(dataset)).toEqual([null]);
  });

  it('leaves out masks that lie within the folder of defective images', async () => {
    await plant('train/0.png', 'ok/1.png', 'bad/a.png', 'bad/masks/a.png');
    const dataset = await readFolders({ ...folders(), masks: join(root, 'bad/masks') });
    expect(paths(dataset.testDefective)).toEqual(['bad/a.png']);
    expect(masks(dataset)).toEqual(['bad/masks/a.png']);
  });

  it('refuses an image in two roles, and masks among the images', async () => {
    await plant('train/0.png', 'train/ok/1.png', 'bad/a.png');
    const good = join(root, 'train/ok');
    const { train, defective } = folders();
    await expect(readFolders({ train, good, defective })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
    await expect(readFolders({ ...folders(), masks: defective })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });

  it('refuses images that train and test by way of a link', async () => {
    await plant('train/0.png', 'bad/a.png');
    await symlink(join(root, 'train'), join(root, 'ok'));
    const { train, good, defective } = folders();
    await expect(readFolders({ train, good, defective })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      details: { path: join(good, '0.png') },
    });
  });

  it('names a folder that is empty or does not exist', async () => {
    await plant('train/0.png', 'ok/readme.txt', 'bad/a.png', 'masks/a.png');
    await expect(readFolders(folders())).rejects.toMatchObject({
      code: 'INPUT_EMPTY',
      details: { path: join(root, 'ok') },
    });
    await expect(readFolders({ ...folders(), train: join(root, 'x') })).rejects.toMatchObject({
      code: 'INPUT_NOT_FOUND',
      details: { path: join(root, 'x') },
    });
  });
});

describe('openDataset', () => {
  it('recognizes each layout', async () => {
    await plant(...bottle.map((path) => `mvtec/${path}`));
    await plant('mtd/MT_Free/Imgs/0.jpg', 'mtd/MT_Free/Imgs/1.jpg');
    await plant('mtd/MT_Break/Imgs/0.jpg', 'mtd/MT_Break/Imgs/0.png');
    const categories = async (path: string) =>
      (await openDataset(join(root, path))).map((dataset) => dataset.category);
    expect(await categories('mvtec')).toEqual(['bottle']);
    expect(await categories('mvtec/bottle')).toEqual(['bottle']);
    expect(await categories('mtd')).toEqual(['magnetic-tile']);
  });

  it('says what it looked for and what it found', async () => {
    await plant('images/0.png', 'labels/0.txt', 'list.csv');
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(
        /expected .*good and defective.*train\/good, test.*mtd.*received folders images, labels and 1 file\b/,
      ),
    });
  });

  it('refuses a path that does not exist or is a file', async () => {
    await plant('file.png');
    await expect(openDataset(join(root, 'none'))).rejects.toMatchObject({
      code: 'INPUT_NOT_FOUND',
    });
    await expect(openDataset(join(root, 'file.png'))).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringContaining('received a file of another kind'),
    });
  });
});
