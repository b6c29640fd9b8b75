import { access } from 'node:fs/promises';
import sharp from 'sharp';
import { NominalError } from '../errors/index.ts';
import { openRegularFile } from '../files/index.ts';
import { decodeImage } from '../image/index.ts';

/** The values of a mask file as they are stored, no color profile applied. */
export interface MaskPixels {
  readonly height: number;
  readonly width: number;
  /** height × width values of 8 bits, row-major: the brightest channel of each pixel. */
  readonly values: Uint8Array;
}

/**
 * Decodes a mask. 16-bit values are divided by 256, but what is not 0 stays at least 1, so that
 * labels such as 200 of 65,535 mark a defect. Transparency is ignored unless the mask is drawn in
 * it alone: where all colors are constant and alpha is not, alpha is the mask.
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
  const { data, height, width, channels, hasAlpha } = await decode(path);
  const colors = hasAlpha ? channels - 1 : channels;
  const inAlpha = hasAlpha && varies(data, channels, colors) && !varies(data, channels, 0, colors);
  const [first, end] = inAlpha ? [colors, channels] : [0, colors];
  const values = new Uint8Array(height * width);
  const divisor = data instanceof Uint16Array ? 256 : 1;
  for (let i = 0; i < values.length; i++) {
    let brightest = 0;
    for (let c = first; c < end; c++) brightest = Math.max(brightest, data[i * channels + c]);
    values[i] = brightest === 0 ? 0 : Math.max(1, brightest / divisor);
  }
  return { height, width, values };
}

/** Whether any channel of first..end - 1 has more than one value. */
function varies(data: Uint8Array | Uint16Array, channels: number, first: number, end = channels) {
  for (let at = 0; at < data.length; at += channels) {
    for (let c = first; c < end; c++) if (data[at + c] !== data[c]) return true;
  }
  return false;
}

async function decode(path: string) {
  try {
    // libvips reads no Windows bitmaps, of which KolektorSDD and BTAD have some.
    if (await isBitmap(path)) {
      const { data, height, width } = await decodeImage(path);
      return { data, height, width, channels: data.length / (height * width), hasAlpha: false };
    }
    const { depth, channels: stored, hasAlpha } = await sharp(path).metadata();
    const wide = depth === 'ushort';
    const encoded = wide ? sharp(path).toColourspace(stored < 3 ? 'grey16' : 'rgb16') : sharp(path);
    const { data: bytes, info } = await encoded
      .raw({ depth: wide ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { height, width, channels } = info;
    const data = wide
      ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)
      : bytes;
    return { data, height, width, channels, hasAlpha };
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
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
  const file = await openRegularFile(path);
  try {
    const { buffer } = await file.read(new Uint8Array(2), 0, 2);
    return buffer[0] === 0x42 && buffer[1] === 0x4d;
  } finally {
    await file.close();
  }
}
