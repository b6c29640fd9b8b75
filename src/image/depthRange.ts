import { throwIfCancelled } from '../errors/index.ts';
import { assertImageSource, type ImageSource, type RawFrame } from './ImageSource.ts';
import { byteLimit, type DecodeLimits, decodeFrame } from './decodeFrame.ts';
import { isPnm, readPnmHeader } from './formats/decodePnm.ts';
import { imageMetadata } from './imageHeader.ts';
import { readImageFile } from './readImageFile.ts';

/**
 * Which 16-bit values become black and white: everything between is mapped linearly to 8 bits. It is
 * learned from the training images and then fixed, for an image that were stretched by itself would
 * hide that it is darker than all others.
 */
export interface DepthRange {
  /** Becomes 0; 0..65534. */
  readonly low: number;
  /** Becomes 255; greater than `low`, at most 65535. */
  readonly high: number;
}

/** Room beyond what the training images show, on either side: a defect may be darker or brighter. */
const MARGIN = 0.05;

/**
 * The range of 16-bit values that training images show, with a twentieth of it on either side.
 *
 * @returns null if none of the images has more than 8 bits.
 * @throws NominalError of an image that cannot be read, or `CANCELLED`.
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

/** Null for an image of 8 bits, of a file without decoding it. */
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

/** Every value but those of an alpha channel. */
function colorsOf({ data, channels }: RawFrame): Uint8Array | Uint16Array {
  return channels === 4 ? data.filter((_, i) => i % 4 !== 3) : data;
}
