import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readFloatNpy } from '../../test/oracle/readNpy.ts';
import { RgbImage } from '../core/image/index.ts';
import { Grid } from '../core/tensor/index.ts';
import { decodeImage, encodeJpeg, encodeMapPng, encodeNpy, encodePng } from './index.ts';

const image = new RgbImage(
  16,
  24,
  Uint8Array.from({ length: 16 * 24 * 3 }, (_, i) => (i % 72) + 100),
);

async function levels(png: Uint8Array): Promise<number[]> {
  const { data } = await sharp(png)
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  return [...new Uint16Array(Uint8Array.from(data).buffer)];
}

describe('encoding', () => {
  it('a PNG gives back every pixel', async () => {
    expect(await decodeImage(await encodePng(image))).toEqual(image);
  });

  it('a JPEG gives back nearly every pixel, of better quality with more bytes', async () => {
    const [poor, good] = [await encodeJpeg(image, 20), await encodeJpeg(image, 95)];
    expect(good.length).toBeGreaterThan(poor.length);
    const { data } = await decodeImage(good);
    const sum = data.reduce((total, value, i) => total + Math.abs(value - image.data[i]), 0);
    expect(sum / data.length).toBeLessThan(3);
  });

  it('a map PNG has 16 bits, its largest value white, and a scale that gives the values back', async () => {
    const map = new Grid(2, 2, Float32Array.of(0, 0.5, 1.25, 2.5));
    const { png, scale } = await encodeMapPng(map);
    expect((await sharp(png).metadata()).depth).toBe('ushort');
    const stored = await levels(png);
    expect(stored[3]).toBe(65535);
    for (const [i, level] of stored.entries()) expect(level * scale).toBeCloseTo(map.data[i], 4);
  });

  it('a map PNG on a given scale cuts what lies below 0 and beyond white', async () => {
    const map = new Grid(1, 4, Float32Array.of(-3, 1, 100, 70_000));
    const { png, scale } = await encodeMapPng(map, 1);
    expect(scale).toBe(1);
    expect(await levels(png)).toEqual([0, 1, 100, 65535]);
    await expect(encodeMapPng(map, 0)).rejects.toThrow(RangeError);
  });

  it('a map of zeros is black', async () => {
    expect(await levels((await encodeMapPng(new Grid(1, 2, new Float32Array(2)))).png)).toEqual([
      0, 0,
    ]);
  });

  it('a .npy file gives back shape and values, its data at a multiple of 64 bytes', async () => {
    const map = new Grid(2, 3, Float32Array.of(0, -1.5, 2, 3, Number.NaN, 1e-30));
    const bytes = encodeNpy(map);
    expect((bytes.length - 24) % 64).toBe(0);
    const folder = await mkdtemp(join(tmpdir(), 'nominal-npy-'));
    try {
      await writeFile(join(folder, 'map.npy'), bytes);
      expect(readFloatNpy(join(folder, 'map.npy'))).toEqual({ shape: [2, 3], data: map.data });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
