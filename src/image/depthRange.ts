import { throwIfCancelled } from '../errors/index.ts';
import { assertImageSource, type ImageSource, type RawFrame } from './ImageSource.ts';
import { byteLimit, type DecodeLimits, decodeFrame } from './decodeFrame.ts';
import { isPnm, readPnmHeader } from './formats/decodePnm.ts';
import { imageMetadata } from './imageHeader.ts';
import { readImageFile } from './readImageFile.ts';

/**
 * The 16-bit values that become black and white; values between them are mapped linearly to 8 bits. The
 * range is learned from the training images and then fixed, because stretching each image by itself
 * would hide that it is darker than all others.
 */
export interface DepthRange {
  /** Becomes 0; 0..65534. */
  readonly low: number;
  /** Becomes 255; greater than `low`, at most 65535. */
  readonly high: number;
}

/** Margin beyond the values of the training images on both sides: a defect may be darker or brighter. */
const MARGIN = 0.05;

/**
 * The range of 16-bit values in the training images, extended by a twentieth on both sides.
 *
 * @returns null if none of the images has more than 8 bits.
 * @throws NominalError for an unreadable image, or `CANCELLED`.
 */
export async function learnDepthRange(
  sources: Iterable<ImageSource>,
  limits: DecodeLimits = {},
  signal?: AbortSignal,
): Promise<DepthRange | null> {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const source of sources) {
    throwIfCancelled(signal);
    const frame = await deepFrame(source, limits);
    if (frame === null) continue;
    for (const value of colorsOf(frame)) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (high < low) return null;
  const margin = Math.max(1, Math.round(MARGIN * (high - low)));
  return { low: Math.max(0, low - margin), high: Math.min(65535, high + margin) };
}

/** Null for an image of 8 bits; a file of 8 bits is not decoded. */
async function deepFrame(source: ImageSource, limits: DecodeLimits): Promise<RawFrame | null> {
  assertImageSource(source);
  const encoded = typeof source === 'string' || source instanceof Uint8Array;
  if (!encoded) return source.data instanceof Uint16Array ? source : null;
  return (await isDeep(source, limits)) ? (await decodeFrame(source, limits)).frame : null;
}

async function isDeep(source: string | Uint8Array, limits: DecodeLimits): Promise<boolean> {
  const name = typeof source === 'string' ? source : 'the image';
  const bytes =
    typeof source === 'string' ? (await readImageFile(source, byteLimit(limits))).bytes : source;
  if (isPnm(bytes)) return readPnmHeader(bytes, name).largest > 255;
  if (bytes[0] === 0x42 && bytes[1] === 0x4d) return false;
  return (await imageMetadata(bytes, name)).depth === 'ushort';
}

/** All values except those of an alpha channel. */
function colorsOf({ data, channels }: RawFrame): Uint8Array | Uint16Array {
  return channels === 4 ? data.filter((_, i) => i % 4 !== 3) : data;
}
