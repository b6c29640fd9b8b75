import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RgbImage } from '../core/image/index.ts';
import { encodePng } from './encode.ts';
import type { RawFrame } from './ImageSource.ts';
import { loadImage } from './loadImage.ts';
import { toRgbImage } from './toRgbImage.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-load-'));
});
afterAll(() => rm(folder, { recursive: true }));

const gradient = (height: number, width: number) =>
  new RgbImage(
    height,
    width,
    Uint8Array.from({ length: height * width * 3 }, (_, i) => i),
  );

describe('loadImage', () => {
  it('a path, encoded bytes and a raw frame of the same pixels are the same image', async () => {
    const image = gradient(8, 9);
    const png = await encodePng(image);
    const path = join(folder, 'part.png');
    await writeFile(path, png);
    const frame = { height: 8, width: 9, channels: 3, data: image.data } as const;
    for (const source of [path, png, frame]) expect((await loadImage(source)).image).toEqual(image);
  });

  it('an image of less than 8 pixels a side is IMAGE_TOO_SMALL, naming the file', async () => {
    const path = join(folder, 'tiny.png');
    await writeFile(path, await encodePng(gradient(7, 20)));
    await expect(loadImage(path)).rejects.toMatchObject({
      code: 'IMAGE_TOO_SMALL',
      message: expect.stringMatching(/tiny\.png.*7 x 20/s),
    });
    const pixel = await encodePng(gradient(1, 1));
    await expect(loadImage(pixel)).rejects.toMatchObject({ code: 'IMAGE_TOO_SMALL' });
  });

  it('limits are passed on', async () => {
    const png = await encodePng(gradient(8, 8));
    await expect(loadImage(png, { maxPixels: 63 })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    });
  });
});

describe('toRgbImage', () => {
  it('repeats grey and drops alpha', () => {
    const grey = toRgbImage({ height: 1, width: 2, channels: 1, data: Uint8Array.of(5, 6) });
    expect([...grey.data]).toEqual([5, 5, 5, 6, 6, 6]);
    const data = Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 255);
    const alpha = toRgbImage({ height: 2, width: 1, channels: 4, data });
    expect([...alpha.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ['too few values', { height: 2, width: 2, channels: 3, data: new Uint8Array(11) }],
    ['no height', { height: 0, width: 2, channels: 3, data: new Uint8Array(0) }],
    ['a broken width', { height: 2, width: 1.5, channels: 1, data: new Uint8Array(3) }],
    ['two channels', { height: 1, width: 1, channels: 2, data: new Uint8Array(2) }],
  ])('a frame with %s is IMAGE_UNREADABLE', (_, frame) => {
    expect(() => toRgbImage(frame as RawFrame)).toThrow(
      expect.objectContaining({ code: 'IMAGE_UNREADABLE' }),
    );
  });
});
