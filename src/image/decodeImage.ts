import sharp from 'sharp';
import { RgbImage } from '../core/image/index.ts';
import { decodeBmp } from './decodeBmp.ts';
import { decodePnm } from './decodePnm.ts';
import { imageTooLarge } from './imageTooLarge.ts';
import { readImageFile } from './readImageFile.ts';
import { unreadableImage } from './unreadableImage.ts';

/** What is refused before it takes memory. */
export interface DecodeLimits {
  /** Most pixels of an image, by default 100 million. */
  readonly maxPixels?: number;
  /** Most bytes of an encoded image, by default 256 MiB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_PIXELS = 100_000_000;
const DEFAULT_MAX_BYTES = 256 * 2 ** 20;

/**
 * Decodes an image file. Its content decides the format, not its name; EXIF orientation is applied;
 * an embedded color profile is converted to sRGB; grey, palette, CMYK and 16-bit images become
 * 8-bit sRGB (of 16 bits the highest 8); alpha is dropped, not blended; of several pages or frames
 * the first is taken.
 *
 * @param source path or encoded bytes.
 * @throws NominalError `INPUT_NOT_FOUND`, `IMAGE_UNREADABLE` (also for drawings such as SVG and for
 *   values that are not 8 or 16-bit integers, whose black and white are not known) or `IMAGE_TOO_LARGE`.
 */
export async function decodeImage(
  source: string | Uint8Array,
  limits: DecodeLimits = {},
): Promise<RgbImage> {
  const name = typeof source === 'string' ? source : 'the image';
  const { maxPixels = DEFAULT_MAX_PIXELS, maxBytes = DEFAULT_MAX_BYTES } = limits;
  const bytes = typeof source === 'string' ? await readImageFile(source, maxBytes) : source;
  if (bytes.length === 0) throw unreadableImage(name, 'it is empty');
  if (bytes.length > maxBytes) {
    throw imageTooLarge(name, `${maxBytes} bytes`, `${bytes.length} bytes`);
  }
  const magic = String.fromCharCode(...bytes.subarray(0, 2));
  if (magic === 'BM') return decodeBmp(bytes, name, maxPixels);
  if (magic === 'P5' || magic === 'P6') return decodePnm(bytes, name, maxPixels);
  const { width, height, format, depth, orientation = 1 } = await metadataOf(bytes, name);
  if (width * height > maxPixels) {
    throw imageTooLarge(name, `${maxPixels} pixels`, `${height} x ${width}`);
  }
  if (format === 'svg') throw unreadableImage(name, 'it is a drawing, not an image of pixels');
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw unreadableImage(name, `its values are of type ${depth}`);
  }
  const { data, info } = await pixelsOf(bytes, name, maxPixels, orientation !== 1);
  if (info.channels !== 3) throw unreadableImage(name, `it has ${info.channels} color channels`);
  return new RgbImage(
    info.height,
    info.width,
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
}

async function metadataOf(bytes: Uint8Array, name: string) {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw unreadableImage(
      name,
      'it is not an image of a format that can be read, or its header is damaged',
      cause,
    );
  }
}

async function pixelsOf(bytes: Uint8Array, name: string, maxPixels: number, turned: boolean) {
  try {
    const encoded = sharp(bytes, { failOn: 'warning', limitInputPixels: maxPixels });
    // Turning an image that stands upright would cost a copy of it.
    return await (turned ? encoded.autoOrient() : encoded)
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
  } catch (cause) {
    throw unreadableImage(name, 'it is damaged or cut short', cause);
  }
}
