import sharp from 'sharp';
import { decodeBmp } from './decodeBmp.ts';
import { decodePnm, isPnm } from './decodePnm.ts';
import type { RawFrame } from './ImageSource.ts';
import type { ImageWarning } from './ImageWarning.ts';
import { imageMetadata } from './imageMetadata.ts';
import { imageTooLarge } from './imageTooLarge.ts';
import { readImageFile } from './readImageFile.ts';
import { unreadableImage } from './unreadableImage.ts';

/** What is refused before it takes memory. */
export interface DecodeLimits {
  /** Most pixels of an image, by default 80 million. */
  readonly maxPixels?: number;
  /** Most bytes of an encoded image, by default 256 MiB. */
  readonly maxBytes?: number;
}

/** The pixels of a file as it stores them, in 8 or 16 bits, and what was left out. */
export interface DecodedFrame {
  readonly frame: RawFrame;
  readonly warnings: readonly ImageWarning[];
}

export const DEFAULT_MAX_PIXELS = 80_000_000;
export const DEFAULT_MAX_BYTES = 256 * 2 ** 20;

/**
 * Decodes an image file. Its content decides the format, not its name; EXIF orientation is applied;
 * an embedded color profile is converted to sRGB; palette and CMYK images become RGB; alpha is dropped,
 * not blended; of several pages or frames the first is taken, or the one that the path names:
 * "scan.tif#2".
 *
 * @param source path or encoded bytes.
 * @throws NominalError `INPUT_NOT_FOUND`, `IMAGE_UNREADABLE` (also for drawings such as SVG and for
 *   values that are not 8 or 16-bit integers, whose black and white are not known) or `IMAGE_TOO_LARGE`.
 */
export async function decodeFrame(
  source: string | Uint8Array,
  limits: DecodeLimits = {},
): Promise<DecodedFrame> {
  const name = typeof source === 'string' ? source : 'the image';
  const { maxPixels = DEFAULT_MAX_PIXELS, maxBytes = DEFAULT_MAX_BYTES } = limits;
  const { bytes, page } =
    typeof source === 'string'
      ? await readImageFile(source, maxBytes)
      : { bytes: source, page: null };
  if (bytes.length === 0) throw unreadableImage(name, 'it is empty');
  if (bytes.length > maxBytes) {
    throw imageTooLarge(name, `${maxBytes} bytes`, `${bytes.length} bytes`);
  }
  const magic = String.fromCharCode(...bytes.subarray(0, 2));
  if (magic === 'BM' || isPnm(bytes)) {
    if (page !== null && page !== 1) throw missingPage(name, 1);
    const decode = magic === 'BM' ? decodeBmp : decodePnm;
    return { frame: decode(bytes, name, maxPixels), warnings: [] };
  }
  return decodeByLibrary(bytes, page, name, maxPixels);
}

async function decodeByLibrary(
  bytes: Uint8Array,
  page: number | null,
  name: string,
  maxPixels: number,
): Promise<DecodedFrame> {
  const metadata = await imageMetadata(bytes, name);
  const { width, height, format, depth, channels, hasAlpha, pages = 1 } = metadata;
  if (page !== null && page > pages) throw missingPage(name, pages);
  if (width * height > maxPixels) {
    throw imageTooLarge(name, `${maxPixels} pixels`, `${height} x ${width}`);
  }
  if (format === 'svg') throw unreadableImage(name, 'it is a drawing, not an image of pixels');
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw unreadableImage(name, `its values are of type ${depth}`);
  }
  const space = depth === 'uchar' ? 'srgb' : channels < 3 ? 'grey16' : 'rgb16';
  const turned = (metadata.orientation ?? 1) !== 1;
  const { data, info } = await pixelsOf(bytes, { page, space, turned }, name, maxPixels);
  if (info.channels !== 3 && info.channels !== 1) {
    throw unreadableImage(name, `it has ${info.channels} color channels`);
  }
  const values =
    depth === 'uchar'
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  const warnings: ImageWarning[] = [];
  if (hasAlpha) warnings.push('ALPHA_IGNORED');
  if (page === null && pages > 1) warnings.push('FIRST_PAGE_ONLY');
  return {
    frame: { height: info.height, width: info.width, channels: info.channels, data: values },
    warnings,
  };
}

function missingPage(name: string, pages: number) {
  return unreadableImage(name, `it has ${pages === 1 ? 'one page' : `${pages} pages`}`);
}

interface PixelRequest {
  readonly page: number | null;
  readonly space: 'srgb' | 'grey16' | 'rgb16';
  readonly turned: boolean;
}

async function pixelsOf(
  bytes: Uint8Array,
  { page, space, turned }: PixelRequest,
  name: string,
  maxPixels: number,
) {
  try {
    const encoded = sharp(bytes, {
      failOn: 'warning',
      limitInputPixels: maxPixels,
      ...(page === null ? {} : { page: page - 1 }),
    });
    // Turning an image that stands upright would cost a copy of it.
    return await (turned ? encoded.autoOrient() : encoded)
      .toColourspace(space)
      .removeAlpha()
      .raw({ depth: space === 'srgb' ? 'uchar' : 'ushort' })
      .toBuffer({ resolveWithObject: true });
  } catch (cause) {
    // The header that was looked at is that of the first page; a later one may be larger.
    const tooLarge = cause instanceof Error && cause.message.includes('exceeds pixel limit');
    if (tooLarge) throw imageTooLarge(name, `${maxPixels} pixels`, 'more on that page');
    throw unreadableImage(name, 'it is damaged or cut short', cause);
  }
}
