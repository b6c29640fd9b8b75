import { access, open } from 'node:fs/promises';
import sharp from 'sharp';
import { NominalError } from '../errors/index.ts';
import { decodeImage } from '../image/index.ts';

/** The values of a mask file as they are stored, no color profile applied. */
export interface MaskPixels {
  readonly height: number;
  readonly width: number;
  /** height × width values of 8 bits, row-major: the brightest color channel of each pixel. */
  readonly values: Uint8Array;
}

/**
 * Decodes a mask; 16-bit values are divided by 256, transparency is ignored.
 *
 * @throws NominalError INPUT_NOT_FOUND or IMAGE_UNREADABLE.
 */
export async function maskPixels(path: string): Promise<MaskPixels> {
  try {
    await access(path);
  } catch (cause) {
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `mask ${path} does not exist or may not be read`,
      details: { path },
      cause,
    });
  }
  const { data, height, width } = await decode(path);
  const channels = data.length / (height * width);
  if (channels === 1) return { height, width, values: data };
  const values = new Uint8Array(height * width);
  for (let i = 0; i < values.length; i++) {
    for (let c = 0; c < channels; c++) values[i] = Math.max(values[i], data[i * channels + c]);
  }
  return { height, width, values };
}

async function decode(path: string) {
  try {
    // libvips reads no Windows bitmaps, of which KolektorSDD and BTAD have some.
    if (await isBitmap(path)) return await decodeImage(path);
    const { data, info } = await sharp(path)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, height: info.height, width: info.width };
  } catch (cause) {
    throw new NominalError('IMAGE_UNREADABLE', {
      what: `mask ${path} cannot be decoded`,
      expected: 'a whole image file such as PNG',
      remedy: 'Restore the file from the data set',
      details: { path },
      cause,
    });
  }
}

async function isBitmap(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(new Uint8Array(2), 0, 2);
    return buffer[0] === 0x42 && buffer[1] === 0x4d;
  } finally {
    await file.close();
  }
}
