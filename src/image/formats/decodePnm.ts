import { imageTooLarge, unreadableImage } from '../imageErrors.ts';
import type { RawFrame } from '../ImageSource.ts';

const gap = '(?:\\s|#[^\\n]*\\n)+';
/** Letter and digit, then width and height with white space and comments between, then one white space. */
const bitmapHeader = new RegExp(`^P([14])${gap}(\\d+)${gap}(\\d+)\\s`);
/** The same with the largest value behind. */
const pixmapHeader = new RegExp(`^P([2356])${gap}(\\d+)${gap}(\\d+)${gap}(\\d+)\\s`);
/** Comments may be long, but not that long. */
const HEADER_BYTES = 4096;

/**
 * Decodes a portable bitmap, graymap or pixmap, binary (P4, P5, P6) or as text (P1, P2, P3), which
 * libvips as shipped does not read. In a bitmap 1 is black. Up to a largest value of 255 it is stretched to 8 bits; beyond, to 16, so that cameras
 * of 10 or 12 bits that state their largest value fill the range.
 *
 * @param bytes the file, from its letters on.
 * @throws NominalError `IMAGE_UNREADABLE` or `IMAGE_TOO_LARGE`.
 */
export function decodePnm(bytes: Uint8Array, name: string, maxPixels: number): RawFrame {
  const { kind, width, height, largest, start } = readPnmHeader(bytes, name);
  if (height * width > maxPixels) {
    throw imageTooLarge(name, `${maxPixels} pixels`, `${height} x ${width}`);
  }
  const channels = kind === '3' || kind === '6' ? 3 : 1;
  const count = height * width * channels;
  const body = bytes.subarray(start);
  const values = valuesOf(kind, body, { height, width, count, largest });
  if (values === null) throw unreadableImage(name, 'it is cut short');
  return { height, width, channels, data: toFullRange(values, largest) };
}

/** What the text before the pixels says. */
export interface PnmHeader {
  readonly kind: string;
  readonly width: number;
  readonly height: number;
  /** Largest value, 1..65535. */
  readonly largest: number;
  /** Where the pixels begin. */
  readonly start: number;
}

/** Whether a file begins like a bitmap, graymap or pixmap. */
export function isPnm(bytes: Uint8Array): boolean {
  return /^P[1-6]$/.test(String.fromCharCode(...bytes.subarray(0, 2)));
}

/** @throws NominalError `IMAGE_UNREADABLE`. */
export function readPnmHeader(bytes: Uint8Array, name: string): PnmHeader {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, HEADER_BYTES));
  const found = bitmapHeader.exec(text) ?? pixmapHeader.exec(text);
  const [width, height, largest = 1] = found?.slice(2).map(Number) ?? [];
  const valid = found !== null && width >= 1 && height >= 1 && largest >= 1 && largest <= 65535;
  if (!valid) throw unreadableImage(name, 'its header is not that of a PBM, PGM or PPM image');
  return { kind: found[1], width, height, largest, start: found[0].length };
}

type Values = Uint8Array | Uint16Array;

interface Extent {
  readonly height: number;
  readonly width: number;
  /** Values of all channels. */
  readonly count: number;
  readonly largest: number;
}

/** Values of 0 to the largest; null where some are missing. */
function valuesOf(kind: string, body: Uint8Array, extent: Extent): Values | null {
  if (kind === '1') return readDigits(body, extent.count);
  if (kind === '4') return readBits(body, extent);
  const binary = kind === '5' || kind === '6';
  return binary ? readBinary(body, extent.count, extent.largest) : readText(body, extent.count);
}

/** One digit a pixel, white space between them or not; 1 is black. */
function readDigits(body: Uint8Array, count: number): Values | null {
  const digits = body.filter(isDigit);
  return digits.length < count ? null : digits.subarray(0, count).map((byte) => +(byte === ZERO));
}

/** Eight pixels a byte, the leftmost in the highest bit, rows of whole bytes; 1 is black. */
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
  return Uint16Array.from({ length: count }, (_, i) => body[2 * i] * 256 + body[2 * i + 1]);
}

const ZERO = '0'.charCodeAt(0);

/** Decimal numbers with white space between. */
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

/** Values beyond the largest that the header states are white. */
function toFullRange(values: Values, largest: number): Values {
  if (largest > 255) {
    return Uint16Array.from(values, (value) =>
      Math.min(65535, Math.floor((value * 65536) / (largest + 1))),
    );
  }
  if (largest === 255 && values instanceof Uint8Array) return values;
  return Uint8Array.from(values, (value) => Math.min(255, Math.round((value * 255) / largest)));
}
