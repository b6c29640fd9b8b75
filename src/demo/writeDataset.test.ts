import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '../progress.ts';
import { generateDataset } from './generateDataset.ts';
import { writeDataset } from './writeDataset.ts';

const options = {
  category: 'label',
  seed: 3,
  height: 64,
  width: 80,
  trainGood: 2,
  testGood: 1,
  testDefective: 6,
} as const;
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nominal-demo-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

describe('writeDataset', () => {
  it('writes the MVTec AD layout with masks of 0 and 255, telling its progress', async () => {
    const seen: Progress[] = [];
    await writeDataset(join(dir, 'label'), { ...options, onProgress: (p) => seen.push(p) });
    const files = (await readdir(join(dir, 'label'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(dir, 'label').length + 1))
      .sort();
    expect(files).toEqual([
      ...['color', 'crack', 'missing'].map((d) => `ground_truth/${d}/000_mask.png`),
      'ground_truth/scratch/000_mask.png',
      'ground_truth/scratch/001_mask.png',
      'ground_truth/stain/000_mask.png',
      ...['color', 'crack'].map((d) => `test/${d}/000.png`),
      'test/good/000.png',
      'test/missing/000.png',
      'test/scratch/000.png',
      'test/scratch/001.png',
      'test/stain/000.png',
      'train/good/000.png',
      'train/good/001.png',
    ]);
    const mask = sharp(join(dir, 'label/ground_truth/stain/000_mask.png'));
    expect(await mask.metadata()).toMatchObject({ height: 64, width: 80, channels: 1 });
    const data = await mask.toColorspace('b-w').raw().toBuffer();
    expect(data.length).toBe(64 * 80);
    expect([...new Set(data)].sort()).toEqual([0, 255]);
    expect(seen.at(-1)).toEqual({ phase: 'generate', doneImages: 9, totalImages: 9 });
  });

  it('writes the very pixels that were generated', async () => {
    await writeDataset(join(dir, 'label'), options);
    const first = generateDataset(options).next().value;
    const written = await sharp(join(dir, 'label/train/good/000.png')).raw().toBuffer();
    expect(new Uint8Array(written)).toEqual(first?.image.data);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const controller = new AbortController();
    const job = writeDataset(join(dir, 'label'), {
      ...options,
      signal: controller.signal,
      onProgress: ({ phase, ...done }) => {
        if (phase === 'generate' && 'doneImages' in done && done.doneImages === 2)
          controller.abort();
      },
    });
    await expect(job).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await readdir(dir)).toEqual([]);
  });

  it('refuses a folder that holds files', async () => {
    await writeFile(join(dir, 'note.txt'), 'mine');
    await expect(writeDataset(dir, options)).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
    expect(await readdir(dir)).toEqual(['note.txt']);
  });
});

describe('generateDataset', () => {
  it('draws the same test images whatever the size of the training set', () => {
    const few = [...generateDataset({ ...options, trainGood: 0 })];
    const more = [...generateDataset({ ...options, trainGood: 1 })];
    expect(more.slice(1)).toEqual(few);
  });

  it('draws nothing before it is asked to', () => {
    const endless = generateDataset({ ...options, trainGood: 1_000_000 });
    expect(endless.next().value).toMatchObject({ split: 'train', number: 0 });
    endless.return();
  });
});
