import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fit, type ImageSource, type RawFrame } from '../../src/index.ts';
import { decodeModel } from '../../src/model/index.ts';
import { filesBelow, quickFit, quickOptions, temporaryFolder, writeParts } from './parts.ts';
import { runNominal } from './runNominal.ts';

describe('a fit', () => {
  let root: string;
  let train: string[];
  let reference: Buffer;

  async function bytesWith(...args: string[]): Promise<Buffer> {
    const out = join(root, 'x.nominal');
    const { exitCode } = await runNominal('fit', join(root, 'tile/train/good'), '-o', out, ...args);
    expect(exitCode).toBe(0);
    return readFile(out);
  }

  beforeAll(async () => {
    root = await temporaryFolder();
    await writeParts(join(root, 'tile'), { testGood: 0, testDefective: 0 });
    train = await filesBelow(join(root, 'tile/train/good'));
    reference = await bytesWith(...quickFit);
  });
  afterAll(() => rm(root, { recursive: true }));

  it.each([
    ['when it is done again', []],
    ['on 1 thread', ['--threads', '1']],
    ['on 2 threads', ['--threads', '2']],
    ['with 1 image in a batch', ['--batch-images', '1']],
    ['with 8 images in a batch', ['--batch-images', '8']],
    ['with 5 images in a batch on 2 threads', ['--batch-images', '5', '--threads', '2']],
    ['with the seed 0 that is the default', ['--seed', '0']],
  ])('gives the same bytes %s', async (_, args) => {
    expect(reference.equals(await bytesWith(...quickFit, ...args))).toBe(true);
  });

  it('gives other bytes with another seed, and not only because the seed is written down', async () => {
    const other = await bytesWith(...quickFit, '--seed', '1');
    expect(reference.equals(other)).toBe(false);
    const rowsOf = (file: Buffer) => decodeModel(Buffer.from(file), 'x').rowPatches;
    expect(rowsOf(other)).not.toEqual(rowsOf(reference));
  });

  it('gives the same bank from paths, encoded bytes, raw frames, and any of them one by one', async () => {
    const encoded = await Promise.all(train.map((path) => readFile(path)));
    const frames = await Promise.all(train.map(frameOf));
    const modelOf = async (images: Iterable<ImageSource> | AsyncIterable<ImageSource>) => {
      const detector = await fit(images, quickOptions);
      await detector.close();
      return detector.model;
    };
    const expected = await modelOf(train);
    expect(reference.includes(bytesOf(expected.bank.data))).toBe(true);
    for (const images of [encoded, frames, oneByOne(frames)]) {
      const { bank, rowImages, rowPatches, calibration, images: known } = await modelOf(images);
      expect(bytesOf(bank.data).equals(bytesOf(expected.bank.data))).toBe(true);
      expect([rowImages, rowPatches]).toEqual([expected.rowImages, expected.rowPatches]);
      expect(calibration.imageScores).toEqual(expected.calibration.imageScores);
      expect(calibration.mapTails).toEqual(expected.calibration.mapTails);
      expect(known.map(({ sha256 }) => sha256)).toEqual(
        expected.images.map(({ sha256 }) => sha256),
      );
    }
  });
});

async function* oneByOne(images: readonly ImageSource[]): AsyncGenerator<ImageSource> {
  for (const image of images) yield await Promise.resolve(image);
}

async function frameOf(path: string): Promise<RawFrame> {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  return { height: info.height, width: info.width, channels: 3, data };
}

/** The bytes of a view; its buffer may be larger than the view. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
