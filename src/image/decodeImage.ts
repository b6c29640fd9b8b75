import { readFile, stat } from 'node:fs/promises';
import sharp from 'sharp';
import { RgbImage } from '../core/image/index.ts';
import { NominalError } from '../errors/index.ts';

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
 * grey, palette, CMYK and 16-bit images become 8-bit sRGB; alpha is dropped, not blended.
 *
 * @param source path or encoded bytes.
 * @throws NominalError `INPUT_NOT_FOUND`, `IMAGE_UNREADABLE` or `IMAGE_TOO_LARGE`.
 */
export async function decodeImage(
  source: string | Uint8Array,
  limits: DecodeLimits = {},
): Promise<RgbImage> {
  const name = typeof source === 'string' ? source : 'the image';
  const { maxPixels = DEFAULT_MAX_PIXELS, maxBytes = DEFAULT_MAX_BYTES } = limits;
  const bytes = typeof source === 'string' ? await readLimited(source, maxBytes) : source;
  if (bytes.length === 0) throw unreadable(name, 'it is empty');
  if (bytes.length > maxBytes) throw tooLarge(name, `${maxBytes} bytes`, `${bytes.length}`);
  const { width, height, pages } = await metadataOf(bytes, name);
  if (width * height > maxPixels)
    throw tooLarge(name, `${maxPixels} pixels`, `${height} x ${width}`);
  try {
    const { data, info } = await sharp(bytes, {
      failOn: 'warning',
      limitInputPixels: maxPixels,
      pages: Math.min(1, pages),
    })
      .autoOrient()
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return info.channels === 3
      ? new RgbImage(info.height, info.width, pixels)
      : greyToRgb(info.height, info.width, pixels);
  } catch (cause) {
    throw unreadable(name, 'it is damaged or cut short', cause);
  }
}

async function readLimited(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw tooLarge(path, `${maxBytes} bytes`, `${size}`);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `${path} cannot be read`,
      remedy: 'Check that it exists, is a file, and may be read',
      details: { path },
      cause,
    });
  }
}

async function metadataOf(
  bytes: Uint8Array,
  name: string,
): Promise<{ width: number; height: number; pages: number }> {
  try {
    const { width, height, pages = 1 } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return { width, height, pages };
  } catch (cause) {
    throw unreadable(
      name,
      'it is not an image of a format that can be read, or its header is damaged',
      cause,
    );
  }
}

function greyToRgb(height: number, width: number, grey: Uint8Array): RgbImage {
  const data = new Uint8Array(height * width * 3);
  for (let i = 0, at = 0; i < grey.length; i++) {
    data[at++] = grey[i];
    data[at++] = grey[i];
    data[at++] = grey[i];
  }
  return new RgbImage(height, width, data);
}

function unreadable(name: string, why: string, cause?: unknown): NominalError {
  return new NominalError('IMAGE_UNREADABLE', {
    what: `${name} cannot be decoded: ${why}`,
    expected: 'a whole PNG, JPEG, WebP, TIFF, GIF or AVIF image',
    remedy: 'Take it out, or save it again with the program that made it',
    details: { path: name },
    cause,
  });
}

function tooLarge(name: string, limit: string, received: string): NominalError {
  return new NominalError('IMAGE_TOO_LARGE', {
    what: `${name} is too large`,
    expected: `at most ${limit}`,
    received,
    remedy: 'Reduce it, or cut it into tiles',
    details: { path: name },
  });
}
