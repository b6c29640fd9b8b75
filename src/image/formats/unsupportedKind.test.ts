import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '../decodeFrame.ts';
import { readImageHeader } from '../imageHeader.ts';

const folder = fileURLToPath(
  new URL('../../../test/fixtures/images/unsupported/', import.meta.url),
);

describe('an image of a kind that is not read', () => {
  it.each([
    ['zstd.tif', /its compression ZSTD is not supported/],
    ['lzma.tif', /its compression LZMA is not supported/],
    ['lerc.tif', /its compression LERC is not supported/],
    ['jpeg2000.tif', /its compression JPEG 2000 is not supported/],
    ['jpegxl.tif', /its compression JPEG XL is not supported/],
    ['12-bit-jpeg.tif', /its values of 12 bits are not supported/],
    ['12-bit.jpg', /its values of 12 bits are not supported/],
    ['lossless.jpg', /its values of 16 bits are not supported/],
    ['jpegxl.jxl', /JPEG XL is not supported/],
    ['jpeg2000.jp2', /JPEG 2000 is not supported/],
    ['jpegxr.jxr', /JPEG XR is not supported/],
    ['phone.heic', /HEIC is not supported/],
  ])('says so of %s, not that it is damaged', async (name, message) => {
    const error = { code: 'IMAGE_UNSUPPORTED', message: expect.stringMatching(message) };
    await expect(decodeFrame(folder + name)).rejects.toMatchObject(error);
    await expect(decodeFrame(await readFile(folder + name))).rejects.toMatchObject(error);
  });

  it('is still called damaged where its kind is read and it is cut short', async () => {
    const pixels = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * 7919) % 251);
    const image = sharp(pixels, { raw: { height: 32, width: 32, channels: 3 } });
    for (const whole of [
      await image.clone().jpeg().toBuffer(),
      await image.clone().tiff({ compression: 'lzw' }).toBuffer(),
      await image.clone().png().toBuffer(),
    ]) {
      const cut = whole.subarray(0, whole.length >> 1);
      await expect(decodeFrame(cut)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    }
  });
});

describe('the header of an image file', () => {
  it('is read without the pixels, and tells what is not supported by the kind of file', async () => {
    const own = await mkdtemp(join(tmpdir(), 'nominal-header-'));
    try {
      const path = join(own, 'turned.jpg');
      const values = Uint8Array.from({ length: 20 * 30 * 3 }, (_, i) => (i * 7919) % 251);
      const image = sharp(values, { raw: { height: 20, width: 30, channels: 3 } });
      const whole = await image.withMetadata({ orientation: 6 }).jpeg().toBuffer();
      await writeFile(path, whole.subarray(0, whole.length - 20));
      expect(await readImageHeader(path)).toEqual({ path, height: 20, width: 30, orientation: 6 });
      await expect(readImageHeader(`${folder}jpegxl.jxl`)).rejects.toMatchObject({
        code: 'IMAGE_UNSUPPORTED',
      });
      await writeFile(path, 'no image');
      await expect(readImageHeader(path)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
      await expect(readImageHeader(join(own, 'none.png'))).rejects.toMatchObject({
        code: 'INPUT_NOT_FOUND',
      });
      await expect(readImageHeader(own)).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' });
    } finally {
      await rm(own, { recursive: true });
    }
  });
});
