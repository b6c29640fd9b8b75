import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Evaluation, evaluate, type Inspection, openDataset } from '../../src/index.ts';
import { filesBelow, quickFit, quickOptions, temporaryFolder, writeParts } from './parts.ts';
import { runNominal } from './runNominal.ts';

const keys = [
  'dataset',
  'category',
  'train',
  'testGood',
  'testDefective',
  'imageAuroc',
  'pixelAuroc',
  'aupro30',
  'f1Max',
  'fitSeconds',
  'msPerImage',
  'bankRows',
];

describe('evaluate', () => {
  let root: string;
  let tile: string;

  beforeAll(async () => {
    root = await temporaryFolder();
    tile = join(root, 'tile');
    await writeParts(tile, { trainGood: 12, testGood: 4, testDefective: 5 });
  });
  afterAll(() => rm(root, { recursive: true }));

  const evaluateJson = async (...args: string[]): Promise<Evaluation> => {
    const { exitCode, out, err } = await runNominal('evaluate', ...args, ...quickFit, '--json');
    expect(err).toBe('');
    expect(exitCode).toBe(0);
    return JSON.parse(out) as Evaluation;
  };

  it('measures a tree of the MVTec AD layout and prints every documented figure as JSON', async () => {
    const evaluation = await evaluateJson(tile);
    expect(Object.keys(evaluation)).toEqual(expect.arrayContaining(keys));
    expect(evaluation).toMatchObject({
      dataset: 'mvtec',
      category: 'tile',
      train: 12,
      testGood: 4,
      testDefective: 5,
      bankRows: 120,
    });
    expect(evaluation.imageAuroc).toBeGreaterThan(0.9);
    expect(evaluation.pixelAuroc).toBeGreaterThan(0.8);
    expect(evaluation.aupro30).toBeGreaterThan(0.3);
    for (const key of ['imageAuroc', 'pixelAuroc', 'aupro30', 'f1Max'] as const)
      expect(evaluation[key]).toBeLessThanOrEqual(1);
    expect(evaluation.fitSeconds).toBeGreaterThan(0);
    expect(evaluation.msPerImage).toBeGreaterThan(0);
  });

  it('gives the same figures from folders with masks, and none of pixels without', async () => {
    const folders = await ownFolders('own');
    const expected = await evaluateJson(tile);
    const withMasks = await evaluateJson(...folders, '--masks', join(root, 'own/masks'));
    expect(withMasks).toMatchObject({
      dataset: 'folders',
      train: 12,
      testGood: 4,
      testDefective: 5,
    });
    for (const key of ['imageAuroc', 'pixelAuroc', 'aupro30', 'f1Max', 'bankRows'] as const)
      expect(withMasks[key]).toBe(expected[key]);
    const without = await evaluateJson(...folders);
    expect(without).toMatchObject({
      imageAuroc: expected.imageAuroc,
      pixelAuroc: null,
      aupro30: null,
    });
  });

  it('takes defective images without a mask only where that is asked for', async () => {
    const some = join(root, 'some');
    await cp(tile, some, { recursive: true });
    const [mask] = await filesBelow(join(some, 'ground_truth'));
    await rm(mask);
    const refused = await runNominal('evaluate', some, ...quickFit);
    expect(refused.err).toMatch(/has no mask in .*--allow-missing-masks.*\[DATASET_LAYOUT\]/);
    const evaluation = await evaluateJson(some, '--allow-missing-masks');
    expect(evaluation).toMatchObject({ testDefective: 5, pixelAuroc: null });
  });

  it('prints one row per category of a folder that holds several', async () => {
    await mkdir(join(root, 'many'));
    for (const name of ['first', 'second'])
      await cp(tile, join(root, 'many', name), { recursive: true });
    const { out, exitCode } = await runNominal(
      'evaluate',
      join(root, 'many'),
      ...quickFit,
      '--quiet',
    );
    const [header, , ...rows] = out.trimEnd().split('\n').slice(0, 5);
    expect(header).toMatch(/^category +train +good +defective +image AUROC +pixel AUROC/);
    const cells = rows.map((row) => row.trimEnd().split(/ +/));
    expect(cells.map((row) => row.slice(0, 4))).toEqual([
      ['first', '12', '4', '5'],
      ['second', '12', '4', '5'],
      ['mean', ...cells[0].slice(4, 7)],
    ]);
    expect(exitCode).toBe(0);
    const page = join(root, 'index/page.html');
    await runNominal('evaluate', join(root, 'many'), ...quickFit, '--quiet', '--report', page);
    const index = await readFile(page, 'utf8');
    const links = [...index.matchAll(/<a href="([^"]*)">(\w+)</g)].map(([, to, name]) => [
      to,
      name,
    ]);
    expect(links).toEqual([
      ['page-first.html', 'first'],
      ['page-second.html', 'second'],
    ]);
    expect((await readdir(join(root, 'index'))).sort()).toEqual([
      'page-first.html',
      'page-second.html',
      'page.html',
    ]);
    const one = ['--category', 'second', ...quickFit, '--quiet'];
    const only = await runNominal('evaluate', join(root, 'many'), ...one);
    expect(only.out).toContain('second');
    expect(only.out).not.toContain('first');
    const unknown = await runNominal('evaluate', join(root, 'many'), '--category', 'third');
    expect(unknown.err).toMatch(/expected --category first or second; received third/);
    const both = await runNominal('evaluate', join(root, 'many'), '--category', 'first,second');
    expect(both.err).toMatch(/received first,second/);
  });

  it('refuses masks that do not fit before anything is learned, not hours after', async () => {
    const broken = join(root, 'small-mask');
    await cp(tile, broken, { recursive: true });
    const [mask] = await filesBelow(join(broken, 'ground_truth'));
    await sharp({ create: { height: 8, width: 9, channels: 3, background: 'white' } })
      .png()
      .toFile(mask);
    const phases: string[] = [];
    const [dataset] = await openDataset(broken);
    const job = { onProgress: ({ phase }: { readonly phase: string }) => phases.push(phase) };
    await expect(evaluate(dataset, {}, job)).rejects.toMatchObject({
      code: 'DATASET_LAYOUT',
      message: expect.stringMatching(/another size than its image/),
    });
    expect(new Set(phases)).toEqual(new Set(['check']));
    const stopped = AbortSignal.abort();
    await expect(evaluate(dataset, {}, { signal: stopped })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('keeps the pages of categories in the given folder, and prints results measured before an error', async () => {
    const broken = join(root, 'broken');
    await cp(tile, broken, { recursive: true });
    for (const path of await filesBelow(join(broken, 'train'))) await writeFile(path, 'no image');
    const rowsOf = async (folder: string, category: string) =>
      (await filesBelow(folder))
        .filter((path) => !path.includes('ground_truth'))
        .map((path) => {
          const [split, label] = relative(folder, path).split(sep);
          return `${path},${label},${split},${category}`;
        });
    const table = join(root, 'table.csv');
    const lines = [...(await rowsOf(tile, '../../escaped/lid')), ...(await rowsOf(broken, 'z'))];
    await writeFile(table, ['path,label,split,category', ...lines].join('\n'));
    const page = join(root, 'pages/inner/page.html');
    const { err, out, exitCode } = await runNominal(
      'evaluate',
      ...[table, ...quickFit, '--quiet', '--report', page],
    );
    expect(err).toContain('IMAGE_UNREADABLE');
    expect(exitCode).not.toBe(0);
    expect(out).toMatch(/^category +\.\.\/\.\.\/escaped\/lid\n/);
    expect(await readdir(join(root, 'pages/inner'))).toEqual(['page-..-..-escaped-lid.html']);
    const pdf = await runNominal('evaluate', tile, '--report', join(root, 'page.pdf'));
    expect(pdf.err).toMatch(/--report names a file that is not a page/);
  });

  it('hands each inspection of the library to the caller, in order', async () => {
    const [dataset] = await openDataset(tile);
    const seen: string[] = [];
    const evaluation = await evaluate(
      dataset,
      { ...quickOptions, bankRows: 50 },
      {
        onInspection: (sample, { path }: Inspection) => {
          expect(path).toBe(sample.path);
          seen.push(sample.label);
        },
      },
    );
    expect(seen).toEqual([...Array(4).fill('good'), ...Array(5).fill('defective')]);
    expect(evaluation.bankRows).toBe(50);
  });

  it('names good test images that are copies of training images, whatever they are called', async () => {
    const folder = join(root, 'copied');
    await cp(tile, folder, { recursive: true });
    const [trained] = await filesBelow(join(folder, 'train/good'));
    const [tested] = await filesBelow(join(folder, 'test/good'));
    await cp(trained, tested);
    const page = join(root, 'copied.html');
    const args = [folder, ...quickFit, '--json', '--report', page];
    const { exitCode, out, err } = await runNominal('evaluate', ...args);
    expect(exitCode).toBe(0);
    const { trainedOn } = JSON.parse(out) as Evaluation;
    expect(trainedOn).toEqual([relative(join(folder, 'test'), tested)]);
    expect(err).toContain(`1 good test images are copies of training images`);
    expect(err).toContain(`${trainedOn[0]} [TRAINED_ON]\n`);
    expect(await readFile(page, 'utf8')).toContain(
      'Good test images that are copies of training images',
    );
  });

  it('refuses one image that is good and defective', async () => {
    const folder = join(root, 'two roles');
    await cp(tile, folder, { recursive: true });
    const [good] = await filesBelow(join(folder, 'test/good'));
    const [kind] = await readdir(join(folder, 'ground_truth'));
    const [defective] = await filesBelow(join(folder, 'test', kind));
    await cp(good, defective);
    const { exitCode, err } = await runNominal('evaluate', folder, ...quickFit, '--quiet');
    expect(exitCode).toBeGreaterThan(1);
    expect(err).toContain('[DATASET_LAYOUT]');
  });

  it('says which masks of defective images mark nothing, and counts their pixels as good', async () => {
    const folder = join(root, 'empty mask');
    await cp(tile, folder, { recursive: true });
    const [mask] = await filesBelow(join(folder, 'ground_truth'));
    const { height, width } = await sharp(mask).metadata();
    const raw = { height, width, channels: 1 } as const;
    await sharp(new Uint8Array(height * width), { raw })
      .png()
      .toFile(mask);
    const page = join(root, 'empty.html');
    const args = [folder, ...quickFit, '--json', '--report', page];
    const { exitCode, out, err } = await runNominal('evaluate', ...args);
    expect(exitCode).toBe(0);
    const { emptyMasks, images, pixelAuroc } = JSON.parse(out) as Evaluation;
    expect(emptyMasks).toHaveLength(1);
    const [name] = emptyMasks;
    expect(images.find((image) => image.name === name)?.defective).toBe(true);
    expect(err).toContain(`good: ${name} [EMPTY_MASKS]\n`);
    expect(pixelAuroc).not.toBeNull();
    expect(await readFile(page, 'utf8')).toContain(
      'Defective test images whose mask marks nothing',
    );
    expect((await evaluateJson(tile)).emptyMasks).toEqual([]);
  });

  it.each<[what: string, change: (folder: string) => Promise<void>]>([
    ['without a training folder', (folder) => rm(join(folder, 'train'), { recursive: true })],
    ['without test images', (folder) => rm(join(folder, 'test'), { recursive: true })],
    [
      'without the masks of its defects',
      (folder) => rename(join(folder, 'ground_truth'), join(folder, 'masks')),
    ],
  ])('refuses a tree %s as a wrong layout', async (what, change) => {
    const folder = join(root, what);
    await cp(tile, folder, { recursive: true });
    await change(folder);
    const { exitCode, out, err } = await runNominal('evaluate', folder, '--json');
    expect(err).toMatch(/^nominal: .*\[DATASET_LAYOUT\]\n$/);
    expect(exitCode).toBe(3);
    expect(out).toBe('');
  });

  it('refuses a data set without good test images as too few to measure with', async () => {
    const folder = join(root, 'no good');
    await cp(tile, folder, { recursive: true });
    await rm(join(folder, 'test/good'), { recursive: true });
    const { exitCode, err } = await runNominal('evaluate', folder, '--json');
    expect(err).toMatch(/0 good and 5 defective.*\[TOO_FEW_IMAGES\]\n$/);
    expect(exitCode).toBe(3);
  });

  it('refuses such a category before the first of several is fitted', async () => {
    const folder = join(root, 'second without good');
    for (const name of ['first', 'second']) await cp(tile, join(folder, name), { recursive: true });
    await rm(join(folder, 'second/test/good'), { recursive: true });
    const { exitCode, out, err } = await runNominal('evaluate', folder, ...quickFit, '--json');
    expect(err).toMatch(/mvtec\/second cannot be evaluated.*\[TOO_FEW_IMAGES\]\n$/);
    expect(exitCode).toBe(3);
    expect(out).toBe('');
  });

  it.each([
    ['a data set and folders at once', ['tile', '--train', 'tile']],
    ['no images to test with', ['--train', 'tile']],
    [
      'the same images to train and to test with',
      ['--train', 'tile/test/good', '--good', 'tile/test/good', '--defective', 'tile/test/good'],
    ],
  ])('refuses %s', async (_, args) => {
    const paths = args.map((arg) => (arg.startsWith('--') ? arg : join(root, arg)));
    const { exitCode, err } = await runNominal('evaluate', ...paths);
    expect(err).toMatch(/^nominal: .*\[CONFIG_INVALID\]\n$/);
    expect(exitCode).toBe(2);
  });

  /** The same images as plain folders, the masks named like their images. */
  async function ownFolders(name: string): Promise<string[]> {
    const own = join(root, name);
    await cp(join(tile, 'train/good'), join(own, 'train'), { recursive: true });
    await cp(join(tile, 'test/good'), join(own, 'good'), { recursive: true });
    await cp(join(tile, 'test'), join(own, 'defective'), { recursive: true });
    await rm(join(own, 'defective/good'), { recursive: true });
    await cp(join(tile, 'ground_truth'), join(own, 'masks'), { recursive: true });
    return ['train', 'good', 'defective'].flatMap((role) => [`--${role}`, join(own, role)]);
  }
});
