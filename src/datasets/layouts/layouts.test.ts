import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NominalError } from '../../errors/index.ts';
import {
  type Dataset,
  type LayoutName,
  layoutNames,
  layouts,
  openDataset,
  readMask,
  type Sample,
} from '../index.ts';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nominal-layouts-'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function write(path: string, content: string | Uint8Array = '') {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

async function plant(...paths: readonly string[]) {
  for (const path of paths) await write(path);
}

/** A mask of 2 × 2 pixels. */
async function png(...values: readonly number[]) {
  const raw = { height: 2, width: 2, channels: 1 } as const;
  return sharp(Uint8Array.from(values), { raw }).toColourspace('b-w').png().toBuffer();
}

function below(path: string) {
  return relative(root, path).split(sep).join('/');
}

function paths(samples: readonly Sample[]) {
  return samples.map((sample) => below(sample.path));
}

/** All that a data set says, paths below the root. */
function outline(dataset: Dataset) {
  return {
    name: dataset.name,
    category: dataset.category,
    train: paths(dataset.train),
    good: paths(dataset.testGood),
    defective: dataset.testDefective.map(({ path, defectType, mask }) => [
      below(path),
      defectType,
      mask === null ? null : mask.kind === 'files' ? mask.paths.map(below).join(' ') : 'shapes',
    ]),
  };
}

async function opened(path = '', options = {}) {
  return (await openDataset(join(root, path), options)).map(outline);
}

/** The header of an image that is not turned. */
const upright = (height: number, width: number) => ({
  path: 'image.png',
  height,
  width,
  orientation: 1,
});

describe('the layouts of the field', () => {
  it('MVTec AD 2: the public test, masks among the types, without the other tests and validation', async () => {
    await plant(
      'can/train/good/0.png',
      'can/validation/good/1.png',
      'can/test_public/good/2.png',
      'can/test_public/bad/3.png',
      'can/test_public/ground_truth/bad/3_mask.png',
      'can/test_private/4.png',
      'can/test_private_mixed/5.png',
    );
    expect(await opened()).toEqual([
      {
        name: 'mvtec-ad-2',
        category: 'can',
        train: ['can/train/good/0.png'],
        good: ['can/test_public/good/2.png'],
        defective: [
          ['can/test_public/bad/3.png', 'bad', 'can/test_public/ground_truth/bad/3_mask.png'],
        ],
      },
    ]);
    expect(await opened('can')).toEqual(await opened());
  });

  it('MVTec LOCO: every mask of an image, whatever value numbers the defect', async () => {
    await plant(
      'screws/train/good/0.png',
      'screws/validation/good/1.png',
      'screws/test/good/2.png',
      'screws/test/logical_anomalies/000.png',
      'screws/test/structural_anomalies/000.png',
      'screws/ground_truth/structural_anomalies/000/000.png',
    );
    await write('screws/ground_truth/logical_anomalies/000/000.png', await png(7, 0, 0, 0));
    await write('screws/ground_truth/logical_anomalies/000/001.png', await png(0, 255, 0, 0));
    const [dataset] = await openDataset(root);
    expect(dataset).toMatchObject({ name: 'mvtec-loco', category: 'screws' });
    expect(paths(dataset.testGood)).toEqual(['screws/test/good/2.png']);
    const [logical] = dataset.testDefective;
    expect(logical.defectType).toBe('logical_anomalies');
    if (logical.mask === null) throw new Error('no mask');
    expect([...(await readMask(logical.mask, upright(2, 2)))]).toEqual([1, 1, 0, 0]);
    await rm(join(root, 'screws/ground_truth/logical_anomalies/000'), { recursive: true });
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringContaining('expected masks in a folder 000'),
    });
  });

  it('MPDD: like MVTec AD', async () => {
    await plant(
      'bracket_black/train/good/0.png',
      'bracket_black/test/good/1.png',
      'bracket_black/test/hole/2.png',
      'bracket_black/ground_truth/hole/2_mask.png',
    );
    const [dataset] = await opened();
    expect(dataset).toMatchObject({ name: 'mvtec', category: 'bracket_black' });
    expect(dataset.defective[0][1]).toBe('hole');
  });

  it('BTAD: ok and ko, masks of the same name, including bitmaps', async () => {
    await plant(
      '01/train/ok/0.bmp',
      '01/test/ok/1.bmp',
      '01/test/ko/2.bmp',
      '01/ground_truth/ko/2.png',
      '03/train/ok/0.png',
      '03/test/ko/2.png',
      '03/ground_truth/ko/2.bmp',
    );
    const datasets = await opened();
    expect(datasets.map(({ name, category }) => [name, category])).toEqual([
      ['btad', '01'],
      ['btad', '03'],
    ]);
    expect(datasets[0].defective).toEqual([['01/test/ko/2.bmp', 'ko', '01/ground_truth/ko/2.png']]);
    expect(datasets[1].defective[0][2]).toBe('03/ground_truth/ko/2.bmp');
  });

  it('VisA: its one-class split, masks that number the kinds of defects', async () => {
    const lines = [
      'object,split,label,image,mask',
      'candle,train,normal,candle/Data/Images/Normal/0.JPG,',
      'candle,test,normal,candle/Data/Images/Normal/1.JPG,',
      'candle,test,anomaly,candle/Data/Images/Anomaly/2.JPG,candle/Data/Masks/Anomaly/2.png',
      'pcb1,train,normal,pcb1/Data/Images/Normal/0.JPG,',
    ];
    await write('split_csv/1cls.csv', lines.join('\n'));
    await plant('candle/Data/Images/Normal/0.JPG', 'candle/Data/Images/Normal/1.JPG');
    await plant('candle/Data/Images/Anomaly/2.JPG');
    await write('candle/Data/Masks/Anomaly/2.png', await png(0, 2, 0, 0));
    // pcb1 was not unpacked.
    const [dataset, ...others] = await openDataset(root);
    expect(others).toEqual([]);
    expect(outline(dataset)).toEqual({
      name: 'visa',
      category: 'candle',
      train: ['candle/Data/Images/Normal/0.JPG'],
      good: ['candle/Data/Images/Normal/1.JPG'],
      defective: [['candle/Data/Images/Anomaly/2.JPG', null, 'candle/Data/Masks/Anomaly/2.png']],
    });
    const { mask } = dataset.testDefective[0];
    if (mask === null) throw new Error('no mask');
    expect([...(await readMask(mask, upright(2, 2)))]).toEqual([0, 1, 0, 0]);
    await rm(join(root, 'candle/Data/Masks/Anomaly/2.png'));
    await expect(openDataset(root)).rejects.toMatchObject({
      message: expect.stringMatching(/expected .*Masks\/Anomaly\/2\.png; received 1 of 4 files/),
    });
    await plant('candle/Data/Masks/Anomaly/2.png');
    await rm(join(root, 'candle/Data/Images/Normal/1.JPG'));
    await expect(openDataset(root)).rejects.toMatchObject({
      message: expect.stringMatching(/1cls\.csv names files that are not there; expected .*1\.JPG/),
    });
    await write('split_csv/1cls.csv', `${lines.join('\n')}\ncandle,test,normal,../x.png,`);
    await expect(openDataset(root)).rejects.toMatchObject({
      message: expect.stringContaining('names a file outside of its data set'),
    });
    await write('split_csv/1cls.csv', `${lines[0]}\n${lines[4]}\ncandle,dev,normal,x.png,`);
    await expect(openDataset(root)).rejects.toMatchObject({
      message: expect.stringContaining('image 2 of'),
    });
  });

  it('KolektorSDD: an image is defective if its label marks anything; the good ones are split', async () => {
    for (let i = 0; i < 5; i++) {
      await plant(`kos01/Part${i}.jpg`);
      await write(`kos01/Part${i}_label.bmp`, await png(0, 0, 0, 0));
    }
    await plant('kos02/Part0.jpg');
    await write('kos02/Part0_label.bmp', await png(0, 3, 0, 0));
    const [dataset] = await opened();
    expect(dataset.name).toBe('kolektor-sdd');
    expect([dataset.train.length, dataset.good.length]).toEqual([4, 1]);
    expect(dataset.defective).toEqual([['kos02/Part0.jpg', null, 'kos02/Part0_label.bmp']]);
    expect(await opened('', { seed: 1 })).not.toEqual(await opened('', { seed: 2 }));
    await rm(join(root, 'kos02/Part0_label.bmp'));
    await expect(openDataset(root)).rejects.toMatchObject({ code: 'DATASET_LAYOUT' });
  });

  it('KolektorSDD2: masks next to the images, defective ones of train left out', async () => {
    const [black, marked] = [await png(0, 0, 0, 0), await png(255, 0, 0, 0)];
    for (const [name, mask] of [
      ['train/10', black],
      ['train/11', marked],
      ['test/20', black],
      ['test/21', marked],
    ] as const) {
      await plant(`${name}.png`);
      await write(`${name}_GT.png`, mask);
    }
    expect(await opened()).toMatchObject([
      {
        name: 'kolektor-sdd2',
        train: ['train/10.png'],
        good: ['test/20.png'],
        defective: [['test/21.png', null, 'test/21_GT.png']],
      },
    ]);
  });

  it('MTD: free tiles are split, defects by their folders', async () => {
    await plant('MT_Free/Imgs/0.jpg', 'MT_Free/Imgs/1.jpg', 'MT_Free/Imgs/0.png');
    await plant('MT_Crack/Imgs/2.jpg', 'MT_Crack/Imgs/2.png');
    expect(await opened()).toMatchObject([
      { name: 'mtd', defective: [['MT_Crack/Imgs/2.jpg', 'Crack', 'MT_Crack/Imgs/2.png']] },
    ]);
  });

  it('DAGM: defective where there is a label, defective ones of Train left out', async () => {
    await plant(
      'Class1/Train/0001.PNG',
      'Class1/Train/0002.PNG',
      'Class1/Train/Label/0002_label.PNG',
      'Class1/Train/Label/Labels.txt',
      'Class1/Test/0003.PNG',
      'Class1/Test/0004.PNG',
      'Class1/Test/Label/0004_label.PNG',
    );
    expect(await opened()).toEqual([
      {
        name: 'dagm',
        category: 'Class1',
        train: ['Class1/Train/0001.PNG'],
        good: ['Class1/Test/0003.PNG'],
        defective: [['Class1/Test/0004.PNG', null, 'Class1/Test/Label/0004_label.PNG']],
      },
    ]);
  });

  it('DAGM: a label of no image, and one of two, are refused: an image would count as good', async () => {
    await plant(
      'Train/0001.PNG',
      'Train/Label/0002_label.PNG',
      'Test/0003.PNG',
      'Test/0004.PNG',
      'Test/Label/0004_label.PNG',
    );
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/masks of no image.*0002_label\.PNG/),
    });
    await plant('Train/0002.PNG', 'Test/0004.jpg');
    await expect(openDataset(root)).rejects.toMatchObject({
      message: expect.stringMatching(/0004_label\.PNG may be that of 0004\.PNG and of 0004\.jpg/),
    });
  });

  it('KolektorSDD2: one mask of two images is refused', async () => {
    await plant('train/1.png', 'train/1.jpg', 'test/2.png');
    await write('train/1_GT.png', await png(0, 0, 0, 0));
    await expect(openDataset(root)).rejects.toMatchObject({
      message: expect.stringMatching(/1_GT\.png may be that of .*1\.jpg and of .*1\.png/),
    });
  });

  it('Real-IAD: one list per category, the largest images that are there', async () => {
    const entry = (kind: string, image: string, mask: string | null = null) => ({
      category: 'mint',
      anomaly_class: kind,
      image_path: image,
      mask_path: mask,
    });
    const list = {
      meta: { pre_transform: [], normal_class: 'OK', prefix: 'mint/' },
      train: [entry('OK', 'OK/S1/a.jpg'), entry('AK', 'NG/AK/S9/x.jpg', 'NG/AK/S9/x.png')],
      test: [entry('OK', 'OK/S2/b.jpg'), entry('AK', 'NG/AK/S3/c.jpg', 'NG/AK/S3/c.png')],
    };
    await write('realiad_jsons/realiad_jsons/mint.json', JSON.stringify(list));
    await write('realiad_jsons/realiad_jsons/toy.json', JSON.stringify(list));
    await write('realiad_jsons/realiad_jsons_sv/mint.json', '{}');
    for (const name of ['OK/S1/a.jpg', 'OK/S2/b.jpg', 'NG/AK/S3/c.jpg', 'NG/AK/S3/c.png']) {
      await plant(`realiad_1024/mint/${name}`, `realiad_256/mint/${name}`);
    }
    expect(await opened()).toEqual([
      {
        name: 'real-iad',
        category: 'mint',
        train: ['realiad_1024/mint/OK/S1/a.jpg'],
        good: ['realiad_1024/mint/OK/S2/b.jpg'],
        defective: [['realiad_1024/mint/NG/AK/S3/c.jpg', 'AK', 'realiad_1024/mint/NG/AK/S3/c.png']],
      },
    ]);
    await rm(join(root, 'realiad_1024/mint/NG/AK/S3/c.png'));
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/expected .*S3\/c\.png; received 1 of 4 files missing/),
    });
    await write('realiad_jsons/realiad_jsons/mint.json', '{"meta": {}}');
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringContaining('mint.json is not the list that was looked for'),
    });
  });

  it('DeepPCB: templates are good, tested images defective, boxes mark them', async () => {
    const stem = 'PCBData/group00041/00041';
    await write('PCBData/trainval.txt', 'group00041/00041/000.jpg group00041/00041_not/000.txt\n');
    await write('PCBData/test.txt', 'group00041/00041/001.jpg group00041/00041_not/001.txt\n');
    await plant(`${stem}/000_temp.jpg`, `${stem}/000_test.jpg`);
    await plant(`${stem}/001_temp.jpg`, `${stem}/001_test.jpg`);
    await write(`${stem}_not/001.txt`, '1 0 3 2 1\n0 0 1 1 6\n');
    const [dataset] = await openDataset(root);
    expect(outline(dataset)).toEqual({
      name: 'deep-pcb',
      category: 'pcb',
      train: [`${stem}/000_temp.jpg`],
      good: [`${stem}/001_temp.jpg`],
      defective: [[`${stem}/001_test.jpg`, 'several', 'shapes']],
    });
    const { mask } = dataset.testDefective[0];
    if (mask === null) throw new Error('no mask');
    expect([...(await readMask(mask, upright(2, 4)))]).toEqual([1, 1, 1, 0, 0, 1, 1, 0]);
    await write(`${stem}_not/001.txt`, '1 0 3 2 9\n');
    await expect(openDataset(root)).rejects.toMatchObject({
      message: expect.stringMatching(/line 1 of .*001\.txt cannot be read/),
    });
  });

  it('a plain folder: good and defective with masks, split at random without train', async () => {
    await plant('good/0.png', 'good/1.png', 'good/2.png', 'good/3.png', 'good/4.png');
    await plant('defective/dent/5.png', 'masks/dent/5.png');
    const [dataset] = await opened();
    expect([dataset.train.length, dataset.good.length]).toEqual([4, 1]);
    expect(dataset.defective).toEqual([['defective/dent/5.png', 'dent', 'masks/dent/5.png']]);
    await plant('train/9.png');
    const [split] = await opened();
    expect([split.train, split.good.length]).toEqual([['train/9.png'], 5]);
    await plant('unlabeled/7.png');
    expect(await opened()).toHaveLength(1);
    await rename(join(root, 'masks'), join(root, 'mask'));
    expect(await opened('.', { allowMissingMasks: true })).toHaveLength(1);
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/mask may hold the masks, and would not be read/),
    });
  });

  it('a CSV table: labels of several spellings, types, splits, categories', async () => {
    const lines = [
      'Path,label,mask,split,category,remark',
      'a.png,good,,train,lid,first',
      'b.png,OK,,test,lid,',
      'c.png,scratch,c_mask.png,test,lid,"with, a comma"',
      'd.png,1,,,lid,',
      'e.png,0,,validation,lid,',
      'f.png,good,,train,cap,',
      'g.png,bad,,,cap,',
    ];
    await write('parts.csv', lines.join('\r\n'));
    await plant('a.png', 'b.png', 'c.png', 'd.png', 'e.png', 'f.png', 'g.png', 'c_mask.png');
    expect(await opened('parts.csv', { allowMissingMasks: true })).toEqual([
      {
        name: 'table',
        category: 'lid',
        train: ['a.png'],
        good: ['b.png'],
        defective: [
          ['c.png', 'scratch', 'c_mask.png'],
          ['d.png', null, null],
        ],
      },
      {
        name: 'table',
        category: 'cap',
        train: ['f.png'],
        good: [],
        defective: [['g.png', null, null]],
      },
    ]);
  });

  it('a JSONL table: the same fields, and its file name as the category', async () => {
    const rows = [
      { path: 'a.png', label: 'good', split: 'train' },
      { path: 'b.png', label: 1, mask: null, split: null },
    ];
    await write('lid.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    await plant('a.png', 'b.png');
    expect(await opened('lid.jsonl')).toMatchObject([
      { category: 'lid', train: ['a.png'], defective: [['b.png', null, null]] },
    ]);
  });

  it.each([
    ['a column is missing', 'image,label\na.png,good', /lacks a column; expected .*path, label/],
    ['a line has too few cells', 'path,label\na.png', /is not a CSV table/],
    ['a split is unknown', 'path,label,split\na.png,good,dev', /image 1 of .*"split"/],
    [
      'some defective images have no mask',
      'path,label,mask,split\na.png,good,,train\nb.png,bad,c.png,\nd.png,bad,,',
      /names no mask for 1 defective images of t, the first .*d\.png.*--allow-missing-masks/,
    ],
    [
      'a split is unknown',
      'path,label,split\na.png,good,validate',
      /"split": expected train, test, validation, val, or nothing/,
    ],
    ['an image is named twice', 'path,label\na.png,good\na.png,bad', /names .*a\.png twice/],
    ['a file is missing', 'path,label\nz.png,good', /expected .*z\.png; received 1 of 1 files/],
    [
      'a mask is missing',
      'path,label,mask,split\na.png,good,,train\nb.png,bad,m.png,',
      /expected .*m\.png; received 1 of 3 files/,
    ],
    ['nothing is defective', 'path,label,split\na.png,good,train', /no defective one to test with/],
  ])('refuses a table in which %s', async (_, text, message) => {
    await write('t.csv', text);
    await plant('a.png', 'b.png', 'c.png', 'd.png');
    await expect(openDataset(join(root, 't.csv'))).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['an absolute path', () => join(root, 'a.png')],
    ['a path through a linked folder', () => 'linked/a.png'],
    ['a link to it', () => 'link.png'],
  ])('refuses a table in which an image trains and, by %s, tests', async (_, other) => {
    await plant('a.png', 'b.png');
    await symlink(root, join(root, 'linked'));
    await symlink('a.png', join(root, 'link.png'));
    const rows = ['path,label,split', 'a.png,good,train', `${other()},good,test`, 'b.png,bad,'];
    await write('t.csv', rows.join('\n'));
    // Named from elsewhere, so that paths of the table are relative to the folder one is in.
    await expect(openDataset(relative(process.cwd(), join(root, 't.csv')))).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/names one file twice, as .*a\.png and as .*png/),
    });
  });

  it('takes two links in one split to one cached file as two images', async () => {
    await plant('cache/0', 'cache/1', 'bad.png');
    for (const name of ['a.png', 'b.png']) await symlink('cache/0', join(root, name));
    await symlink('cache/1', join(root, 'c.png'));
    const rows = ['a.png,good,train', 'b.png,good,train', 'c.png,good,test', 'bad.png,bad,test'];
    await write('t.csv', ['path,label,split', ...rows].join('\n'));
    const [dataset] = await opened('t.csv');
    expect(dataset.train).toEqual(['a.png', 'b.png']);
  });

  const coco = (images: readonly object[], annotations: readonly object[]) =>
    JSON.stringify({
      images,
      annotations,
      categories: [
        { id: 1, name: 'dent' },
        { id: 2, name: 'chip' },
      ],
    });

  it('COCO: polygons, run lengths as lists and as text, boxes', async () => {
    await write(
      'annotations/instances_train2017.json',
      coco(
        [
          { id: 1, file_name: 'a.png' },
          { id: 2, file_name: 'bad.png' },
        ],
        [{ image_id: 2, category_id: 1, bbox: [0, 0, 1, 1] }],
      ),
    );
    const annotations = [
      { image_id: 2, category_id: 1, segmentation: [[0, 0, 2, 0, 2, 2, 0, 2]], bbox: [0, 0, 9, 9] },
      { image_id: 3, category_id: 1, segmentation: { size: [2, 3], counts: [1, 2, 3] } },
      // Runs 1, 1, 2, 1, 1: from the fourth on, differences to the run two before, here 0 and -1.
      { image_id: 4, category_id: 1, segmentation: { size: [2, 3], counts: '1120O' } },
      { image_id: 5, category_id: 1, segmentation: [], bbox: [1, 0, 1, 2] },
      { image_id: 5, category_id: 2, bbox: [0, 1, 1, 1] },
    ];
    const images = [1, 2, 3, 4, 5].map((id) => ({ id, file_name: `${id}.png` }));
    await write('annotations/instances_val2017.json', coco(images, annotations));
    await plant('train2017/a.png', 'train2017/bad.png');
    await plant(...images.map(({ file_name }) => `val2017/${file_name}`));
    const [dataset] = await openDataset(root);
    expect(paths(dataset.train)).toEqual(['train2017/a.png']);
    expect(paths(dataset.testGood)).toEqual(['val2017/1.png']);
    const types = dataset.testDefective.map(({ defectType }) => defectType);
    expect(types).toEqual(['dent', 'dent', 'dent', 'several']);
    const masks: number[][] = [];
    for (const { mask } of dataset.testDefective) {
      if (mask !== null) masks.push([...(await readMask(mask, upright(2, 3)))]);
    }
    expect(masks).toEqual([
      [1, 1, 0, 1, 1, 0],
      [0, 1, 0, 1, 0, 0],
      [0, 0, 1, 1, 0, 0],
      [0, 1, 0, 1, 1, 0],
    ]);
  });

  it('COCO: one list next to the images of each split', async () => {
    await write('train/_annotations.coco.json', coco([{ id: 1, file_name: 'a.png' }], []));
    await write(
      'test/_annotations.coco.json',
      coco([{ id: 1, file_name: 'b.png' }], [{ image_id: 1, category_id: 2, bbox: [0, 0, 1, 1] }]),
    );
    await plant('train/a.png', 'test/b.png');
    expect(await opened()).toMatchObject([
      { name: 'coco', train: ['train/a.png'], defective: [['test/b.png', 'chip', 'shapes']] },
    ]);
    await write('test/_annotations.coco.json', '{"images": []}');
    await expect(openDataset(root)).rejects.toMatchObject({
      message: expect.stringMatching(/is not the list that was looked for: "annotations"/),
    });
  });
});

describe('a list of COCO', () => {
  const listOf = (names: readonly string[]) =>
    JSON.stringify({
      images: names.map((file_name, id) => ({ id, file_name })),
      annotations: [{ image_id: 0, category_id: 1, bbox: [0, 0, 1, 1] }],
      categories: [{ id: 1, name: 'dent' }],
    });

  it.each([
    [{ image_id: 7, category_id: 1, bbox: [0, 0, 1, 1] }, /image 7, which is not among its images/],
    [
      { image_id: 0, category_id: 1, segmentation: [[1, 2, 3]] },
      /an invalid polygon; expected x and y of three points or more, or a bbox; received 3 numbers/,
    ],
    [
      { image_id: 0, category_id: 1, segmentation: [[1, 2, 3, 4]] },
      /an invalid polygon; expected .* or a bbox; received 4 numbers/,
    ],
    [{ image_id: 0, category_id: 1, segmentation: [[]] }, /marks nothing; expected a segmentation/],
    [
      { image_id: 0, segmentation: { size: [2, 3], counts: [1, 2, 4] } },
      /run lengths of image 0 that do not fill it; expected 6 pixels.*received 7 pixels/,
    ],
    [
      { image_id: 0, segmentation: { size: [2, 3], counts: [1, 2] } },
      /expected 6 pixels.*received 3 pixels/,
    ],
    [
      { image_id: 0, segmentation: { size: [2, 3], counts: '112\u00ff' } },
      /expected 6 pixels.*received invalid text/,
    ],
    [
      { image_id: 0, segmentation: { size: [2, 3], counts: '11P' } },
      /expected 6 pixels.*received invalid text/,
    ],
  ])('whose annotation would be lost is refused', async (annotation, message) => {
    await plant('a.png', 'b.png');
    const list = JSON.parse(listOf(['a.png', 'b.png'])) as { annotations: unknown[] };
    list.annotations.push(annotation);
    await write('annotations/all.json', JSON.stringify(list));
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(message),
    });
  });

  it('is read as real tools write it: text ids, no categories, null segmentations, lines as polygons', async () => {
    await plant('a.png', 'b.png', 'c.png', 'good.png', 'good2.png');
    const names = ['good.png', 'good2.png', 'a.png', 'b.png', 'c.png'];
    const box = [1, 0, 1, 2];
    await write(
      'annotations/all.json',
      JSON.stringify({
        images: names.map((file_name, id) => ({ id: `x${id}`, file_name, width: 3, height: 2 })),
        annotations: [
          { image_id: 'x2', category_id: null, segmentation: null, bbox: box },
          { image_id: 'x3', category_id: 'dent', segmentation: [[]], bbox: box },
          {
            image_id: 'x4',
            segmentation: [
              [0, 0, 2, 2],
              [0, 0, 1, 0, 1, 1, 0, 1],
            ],
            bbox: null,
          },
        ],
      }),
    );
    const [dataset] = await openDataset(root);
    expect(dataset.testDefective.map(({ defectType }) => defectType)).toEqual([null, null, null]);
    const masks: string[] = [];
    for (const { mask } of dataset.testDefective) {
      if (mask !== null) masks.push((await readMask(mask, upright(2, 3))).join(''));
    }
    expect(masks).toEqual(['010010', '010010', '100000']);
  });

  it('states the size of its images: other sizes are refused, turned images are turned', async () => {
    const source = {
      kind: 'shapes',
      shapes: [{ kind: 'box', x: 0, y: 0, width: 1, height: 1 }],
      size: { height: 2, width: 3 },
    } as const;
    expect((await readMask(source, upright(2, 3))).join('')).toBe('100000');
    await expect(readMask(source, upright(4, 6))).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/another size.*expected 4 x 6.*received 2 x 3/),
    });
    await expect(readMask(source, upright(3, 2))).rejects.toMatchObject({
      message: expect.stringMatching(/sides swapped.*EXIF/),
    });
    // Stored as the list says and shown turned to the right: what was left on top is right on top.
    const lying = { ...upright(2, 3), orientation: 6 };
    expect((await readMask(source, lying)).join('')).toBe('010000');
    const unsaid = { ...source, size: null };
    expect((await readMask(unsaid, upright(4, 6))).indexOf(1)).toBe(0);
    await expect(readMask(unsaid, lying)).rejects.toMatchObject({
      message: expect.stringMatching(/EXIF orientation 6.*does not say/),
    });
    await expect(readMask(source, { ...upright(2, 3), orientation: 3 })).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
    });
  });

  it('with two images of one id is refused', async () => {
    await plant('a.png', 'b.png');
    const list = JSON.parse(listOf(['a.png', 'b.png'])) as { images: { id: unknown }[] };
    list.images[1].id = '0';
    await write('annotations/all.json', JSON.stringify(list));
    await expect(openDataset(root)).rejects.toMatchObject({
      message: expect.stringMatching(/two images with the id 0/),
    });
  });

  it('may name more images than a call can have arguments', async () => {
    // One file, so that no disk is filled: what is refused in the end is that it is named again.
    await plant('a.png');
    await write('annotations/all.json', listOf(Array.from({ length: 130_000 }, () => 'a.png')));
    await expect(openDataset(root)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/names .*a\.png twice/),
    });
  });

  it('works behind links: of the root, of a folder, of each image', async () => {
    await plant('cache/0', 'cache/1', 'cache/2', 'data/notes.txt');
    await mkdir(join(root, 'disk'));
    const names = ['0.png', '1.png', '2.png'];
    for (const [i, name] of names.entries()) {
      await symlink(join(root, `cache/${i}`), join(root, 'disk', name));
    }
    await write('data/annotations/all.json', listOf(names));
    await symlink(join(root, 'disk'), join(root, 'data/images'));
    await symlink(join(root, 'data'), join(root, 'link'));
    const [dataset] = await opened('link', { trainShare: 0.5 });
    expect(dataset.defective).toEqual([['link/images/0.png', 'dent', 'shapes']]);
    expect([...dataset.train, ...dataset.good].sort()).toEqual([
      'link/images/1.png',
      'link/images/2.png',
    ]);
  });
});

describe('a tree of another layout', () => {
  it.each(layoutNames.filter((name) => name !== 'table'))(
    'is refused as %s, with what was looked for',
    async (name: LayoutName) => {
      await plant('pictures/0.png', 'notes.txt');
      await expect(openDataset(root, { layout: name })).rejects.toMatchObject({
        code: 'DATASET_LAYOUT',
        message: expect.stringContaining(`expected ${layouts[name].lookedFor}`),
      });
    },
  );

  it('is refused with the usual layouts and the names of all if no layout is named', async () => {
    await plant('pictures/0.png');
    const error: unknown = await openDataset(root).catch((reason: unknown) => reason);
    const { message, details } = error as NominalError;
    expect(message).toContain(`${layouts.folder.lookedFor} (folder)`);
    for (const name of layoutNames) expect(message).toContain(name);
    expect(message.length).toBeLessThan(900);
    expect(Object.keys(details.layouts as object)).toEqual(layoutNames);
  });
});
