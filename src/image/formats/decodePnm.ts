import { imageTooLarge, unreadableImage } from '../imageErrors.ts';
import type { RawFrame } from '../ImageSource.ts';

const gap = '(?:\\s|#[^\\n]*\\n)+';
/** Letter and digit, then width and height separated by white space and comments, then one white space. */
const bitmapHeader = new RegExp(`^P([14])${gap}(\\d+)${gap}(\\d+)\\s`);
/** Like `bitmapHeader`, with the largest value at the end. */
const pixmapHeader = new RegExp(`^P([2356])${gap}(\\d+)${gap}(\\d+)${gap}(\\d+)\\s`);
/** Longest accepted header; comments may be long, but not longer than this. */
export const PNM_HEADER_BYTES = 4096;

/**
 * Decodes a portable bitmap, graymap or pixmap, binary (P4, P5, P6) or as text (P1, P2, P3), which the
 * shipped libvips does not read. In a bitmap 1 is black. Values are stretched to 8 bits if the header's
 * largest value is at most 255, and to 16 bits otherwise, so that images of 10-bit and 12-bit cameras
 * that state their largest value fill the range.
 *
 * @param bytes the file, from its first letter on.
 * @throws NominalError `IMAGE_UNREADABLE` or `IMAGE_TOO_LARGE`.
 */
export function decodePnm(bytes: Uint8Array, name: string, maxPixels: number): RawFrame {
  const { kind, width, height, largest, start } = readPnmHeader(bytes, name);
  if (height * width > maxPixels) {
    throw imageTooLarge(name, maxPixels, 'pixels', `${height} x ${width}`);
  }
  const channels = kind === '3' || kind === '6' ? 3 : 1;
  const count = height * width * channels;
  const body = bytes.subarray(start);
  const values = valuesOf(kind, body, { height, width, count, largest });
  if (values === null) throw unreadableImage(name, 'it is cut short');
  return { height, width, channels, data: toFullRange(values, largest) };
}

/** The header before the pixels. */
export interface PnmHeader {
  readonly kind: string;
  readonly width: number;
  readonly height: number;
  /** Largest value, 1..65535. */
  readonly largest: number;
  /** Offset of the pixels. */
  readonly start: number;
}

/** Whether a file starts like a bitmap, graymap or pixmap. */
export function isPnm(bytes: Uint8Array): boolean {
  return /^P[1-6]$/.test(String.fromCharCode(...bytes.subarray(0, 2)));
}

/** @throws NominalError `IMAGE_UNREADABLE`. */
export function readPnmHeader(bytes: Uint8Array, name: string): PnmHeader {
  const header = findPnmHeader(bytes);
  if (header === null)
    throw unreadableImage(name, 'its header is not that of a PBM, PGM or PPM image');
  return header;
}

/** The header that some bytes begin with; null if they do not, or do not hold all of it. */
export function findPnmHeader(bytes: Uint8Array): PnmHeader | null {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, PNM_HEADER_BYTES));
  const found = bitmapHeader.exec(text) ?? pixmapHeader.exec(text);
  const [width, height, largest = 1] = found?.slice(2).map(Number) ?? [];
  const valid = found !== null && width >= 1 && height >= 1 && largest >= 1 && largest <= 65535;
  return valid ? { kind: found[1], width, height, largest, start: found[0].length } : null;
}

/** Bytes of the pixels after the header of a binary image (P4, P5, P6); null for one of text. */
export function pnmPixelBytes({ kind, width, height, largest }: PnmHeader): number | null {
  if (kind === '4') return Math.ceil(width / 8) * height;
  if (kind !== '5' && kind !== '6') return null;
  return height * width * (kind === '6' ? 3 : 1) * (largest > 255 ? 2 : 1);
}

type Values = Uint8Array | Uint16Array;

interface Extent {
  readonly height: number;
  readonly width: number;
  /** Number of values in all channels. */
  readonly count: number;
  readonly largest: number;
}

/** Values from 0 to the largest; null if some are missing. */
function valuesOf(kind: string, body: Uint8Array, extent: Extent): Values | null {
  if (kind === '1') return readDigits(body, extent.count);
  if (kind === '4') return readBits(body, extent);
  const binary = kind === '5' || kind === '6';
  return binary ? readBinary(body, extent.count, extent.largest) : readText(body, extent.count);
}

/** One digit per pixel, with or without white space between them; 1 is black. */
function readDigits(body: Uint8Array, count: number): Values | null {
  const digits = body.filter(isDigit);
  return digits.length < count ? null : digits.subarray(0, count).map((byte) => +(byte === ZERO));
}

/** Eight pixels per byte, the leftmost in the highest bit, rows of whole bytes; 1 is black. */
function readBits(body: Uint8Array, { height, width }: Extent): Values | null {
  const stride = Math.ceil(width / 8);
  if (body.length < stride * height) return null;
  const values = new Uint8Array(height * width);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      values[i] = 1 - ((body[y * stride + (x >> 3)] >> (7 - (x & 7))) & 1);
    }
  }
  return values;
}

function readBinary(body: Uint8Array, count: number, largest: number): Values | null {
  if (largest <= 255) return body.length < count ? null : body.subarray(0, count);
  if (body.length < 2 * count) return null;
  const values = new Uint16Array(count);
  for (let i = 0; i < count; i++) values[i] = (body[2 * i] << 8) | body[2 * i + 1];
  return values;
}

const ZERO = '0'.charCodeAt(0);

/** Decimal numbers separated by white space. */
function readText(body: Uint8Array, count: number): Values | null {
  const values = new Uint16Array(count);
  let read = 0;
  for (let at = 0; at < body.length && read < count; at++) {
    if (!isDigit(body[at])) continue;
    let value = 0;
    for (; isDigit(body[at]); at++) value = Math.min(65535, value * 10 + body[at] - ZERO);
    values[read++] = value;
  }
  return read < count ? null : values;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte < ZERO + 10;
}

/** Stretches values to the full range; values above the header's largest value are white. */
function toFullRange(values: Values, largest: number): Values {
  if (largest > 255) {
    const stretched = new Uint16Array(values.length);
    for (let i = 0; i < values.length; i++)
      stretched[i] = Math.min(65535, Math.floor((values[i] * 65536) / (largest + 1)));
    return stretched;
  }
  if (largest === 255 && values instanceof Uint8Array) return values;
  return Uint8Array.from(values, (value) => Math.min(255, Math.round((value * 255) / largest)));
}
