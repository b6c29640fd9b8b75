import { decodeBmp } from './formats/decodeBmp.ts';
import { decodePng } from './formats/decodePng.ts';
import { decodePnm, isPnm } from './formats/decodePnm.ts';
import { freeArray } from '../freeArray.ts';
import type { RawFrame } from './ImageSource.ts';
import type { ImageWarning } from './ImageWarning.ts';
import { imageMetadata } from './imageHeader.ts';
import { brokenHeader, imageTooLarge, unreadableImage, unsupportedImage } from './imageErrors.ts';
import { mendJpeg } from './formats/mendJpeg.ts';
import { readImageFile } from './readImageFile.ts';
import { unsupportedKind } from './formats/unsupportedKind.ts';
import { loadSharp } from './loadSharp.ts';

/** Limits of decoding; images that are too large are refused before they take memory. */
export interface DecodeLimits {
  /** Maximum number of pixels of an image. Default 80 million. */
  readonly maxPixels?: number;
  /** Maximum number of bytes of an encoded image. Default: see {@link byteLimit}. */
  readonly maxBytes?: number;
  /** Whether to accept JPEG files whose header violates the standard without affecting a pixel: see {@link mendJpeg}. */
  readonly lenientJpeg?: boolean;
}

/** The pixels of a file as stored, in 8 or 16 bits, and warnings about ignored parts. */
export interface DecodedFrame {
  readonly frame: RawFrame;
  readonly warnings: readonly ImageWarning[];
}

export const DEFAULT_MAX_PIXELS = 80_000_000;
/** Lower bound of the default, because files with several pages contain more than the pixels of one. */
const LEAST_MAX_BYTES = 256 * 2 ** 20;
/** RGB with alpha in 16 bits: the most that an uncompressed pixel takes. */
const BYTES_PER_PIXEL = 8;
/** Room for headers, profiles and previews. */
const HEADER_BYTES = 2 ** 20;

/**
 * Maximum number of bytes of an encoded image. By default it is the uncompressed size of the maximum
 * number of pixels, and at least 256 MiB, so raising the limit of pixels raises both limits.
 */
export function byteLimit({ maxPixels = DEFAULT_MAX_PIXELS, maxBytes }: DecodeLimits): number {
  return maxBytes ?? Math.max(LEAST_MAX_BYTES, BYTES_PER_PIXEL * maxPixels + HEADER_BYTES);
}

/**
 * Decodes an image file. The format follows from the content, not from the name. EXIF orientation is
 * applied; an embedded color profile is converted to sRGB; palette and CMYK images become RGB; alpha is
 * dropped, not blended. If there are several pages or frames, the first one is used, or the one that
 * the path names: "scan.tif#2".
 *
 * @param source path or encoded bytes.
 * @throws NominalError `INPUT_NOT_FOUND`, `IMAGE_UNREADABLE` if the file is damaged, `IMAGE_UNSUPPORTED`
 *   for unsupported kinds (also drawings such as SVG, and values that are not 8 or 16-bit integers,
 *   because their black and white are unknown) or `IMAGE_TOO_LARGE`.
 */
export async function decodeFrame(
  source: string | Uint8Array,
  limits: DecodeLimits = {},
): Promise<DecodedFrame> {
  const name = typeof source === 'string' ? source : 'the image';
  const { maxPixels = DEFAULT_MAX_PIXELS, lenientJpeg = false } = limits;
  const maxBytes = byteLimit(limits);
  const { bytes, page } =
    typeof source === 'string'
      ? await readImageFile(source, maxBytes)
      : { bytes: source, page: null };
  if (bytes.length === 0) throw unreadableImage(name, 'it is empty', undefined, 'imageEmpty');
  if (bytes.length > maxBytes) {
    throw imageTooLarge(name, maxBytes, 'bytes', `${bytes.length} bytes`);
  }
  const magic = String.fromCharCode(...bytes.subarray(0, 2));
  if (magic === 'BM' || isPnm(bytes)) {
    if (page !== null && page !== 1) throw missingPage(name, 1);
    const decodeOwn = magic === 'BM' ? decodeBmp : decodePnm;
    return { frame: decodeOwn(bytes, name, maxPixels), warnings: [] };
  }
  if (page === null || page === 1) {
    const frame = await decodePng(bytes, maxPixels);
    if (frame !== null) {
      // A caller's bytes are the caller's, and parts of a larger memory are another's, too.
      const isOwn = typeof source === 'string' && bytes.length === bytes.buffer.byteLength;
      if (isOwn) freeArray(bytes);
      return { frame, warnings: [] };
    }
  }
  const decode = (encoded: Uint8Array) => decodeByLibrary(encoded, page, name, maxPixels);
  if (lenientJpeg) return decode(mendJpeg(bytes));
  try {
    return await decode(bytes);
  } catch (error) {
    throw (await isMended(bytes, decode)) ? brokenHeader(name, error) : error;
  }
}

/** Whether `lenientJpeg` would accept a refused image. */
async function isMended(
  bytes: Uint8Array,
  decode: (encoded: Uint8Array) => Promise<unknown>,
): Promise<boolean> {
  const mended = mendJpeg(bytes);
  if (mended === bytes) return false;
  return decode(mended).then(
    () => true,
    () => false,
  );
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
    throw imageTooLarge(name, maxPixels, 'pixels', `${height} x ${width}`);
  }
  if (format === 'svg') throw unsupportedImage(name, 'it is a drawing, not an image of pixels');
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw unsupportedImage(name, `its values are of type ${depth}`);
  }
  const space = depth === 'uchar' ? 'srgb' : channels < 3 ? 'grey16' : 'rgb16';
  const turned = (metadata.orientation ?? 1) !== 1;
  const { data, info } = await pixelsOf(bytes, { page, space, turned }, name, maxPixels);
  if (info.channels !== 3 && info.channels !== 1) {
    throw unsupportedImage(name, `it has ${info.channels} color channels`);
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
    const sharp = await loadSharp();
    const encoded = sharp(bytes, {
      failOn: 'warning',
      limitInputPixels: maxPixels,
      ...(page === null ? {} : { page: page - 1 }),
    });
    // Rotating an upright image would cost a copy of it.
    return await (turned ? encoded.autoOrient() : encoded)
      .toColourspace(space)
      .removeAlpha()
      .raw({ depth: space === 'srgb' ? 'uchar' : 'ushort' })
      .toBuffer({ resolveWithObject: true });
  } catch (cause) {
    // The header that was checked belongs to the first page; a later page may be larger.
    const tooLarge = cause instanceof Error && cause.message.includes('exceeds pixel limit');
    if (tooLarge) throw imageTooLarge(name, maxPixels, 'pixels', 'more on that page');
    const kind = unsupportedKind(bytes);
    if (kind !== null) throw unsupportedImage(name, kind, cause);
    throw unreadableImage(name, 'it is damaged or cut short', cause);
  }
}
