import { imageTooLarge, unreadableImage, unsupportedImage } from '../imageErrors.ts';
import type { RawFrame } from '../ImageSource.ts';

/** Offset of the header with the dimensions; the file header before it is 14 bytes long. */
const INFO_START = 14;
/** Bytes of the shortest supported header, BITMAPINFOHEADER. */
const INFO_BYTES = 40;
/** Values of the header's compression field: none, and none with explicit channel masks. */
const BI_RGB = 0;
const BI_BITFIELDS = 3;

/**
 * Decodes an uncompressed Windows bitmap, which machine vision cameras write and libvips does not read:
 * 1, 4 or 8 bits with a palette, 24 or 32 bits; alpha is dropped.
 *
 * @param bytes the file, from the letters BM on.
 * @throws NominalError `IMAGE_UNREADABLE`, `IMAGE_UNSUPPORTED` or `IMAGE_TOO_LARGE`.
 */
export function decodeBmp(bytes: Uint8Array, name: string, maxPixels: number): RawFrame {
  return decode(bytes, name, maxPixels, false);
}

/** The height · width palette indices of a bitmap. */
export interface BmpIndices {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array;
  /** Red, green and blue for each index. */
  readonly colors: readonly (readonly [red: number, green: number, blue: number])[];
}

/**
 * The indices and the palette of a bitmap; null for a bitmap without a palette.
 *
 * @throws NominalError as {@link decodeBmp} does.
 */
export function decodeBmpIndices(
  bytes: Uint8Array,
  name: string,
  maxPixels: number,
): BmpIndices | null {
  const { bits, infoBytes } = readBmpHeader(bytes, name);
  if (bits > 8) return null;
  const { height, width, data } = decode(bytes, name, maxPixels, true);
  const palette = bytes.subarray(INFO_START + infoBytes, pixelsStart(bytes));
  const colors = Array.from(
    { length: Math.min(palette.length >> 2, 2 ** bits) },
    (_, i) => [palette[4 * i + 2], palette[4 * i + 1], palette[4 * i]] as const,
  );
  return { height, width, data, colors };
}

/** The fields before the pixels. */
export interface BmpHeader {
  readonly height: number;
  readonly width: number;
  /** Whether the bottom row comes first. */
  readonly isUpward: boolean;
  readonly bits: number;
  readonly infoBytes: number;
}

/** @throws NominalError `IMAGE_UNREADABLE`. */
export function readBmpHeader(bytes: Uint8Array, name: string): BmpHeader {
  if (bytes.length < INFO_START + INFO_BYTES) throw unreadableImage(name, 'it is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const infoBytes = view.getUint32(INFO_START, true);
  const width = view.getInt32(INFO_START + 4, true);
  const signedHeight = view.getInt32(INFO_START + 8, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(INFO_START + 14, true);
  if (infoBytes < INFO_BYTES || infoBytes > 124 || width < 1 || height < 1) {
    throw unreadableImage(name, 'its header is not that of a bitmap');
  }
  return { height, width, isUpward: signedHeight > 0, bits, infoBytes };
}

/** Decodes the colors of a bitmap, or the indices into its palette. */
function decode(
  bytes: Uint8Array,
  name: string,
  maxPixels: number,
  asIndices: boolean,
): RawFrame & { readonly data: Uint8Array } {
  const { height, width, isUpward, bits, infoBytes } = readBmpHeader(bytes, name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (height * width > maxPixels) {
    throw imageTooLarge(name, maxPixels, 'pixels', `${height} x ${width}`);
  }
  if (!isPlain(view, bits)) throw unsupportedImage(name, 'its kind of bitmap is not supported');
  const start = pixelsStart(bytes);
  // Rows are padded to whole 32-bit words.
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (start + stride * height > bytes.length) throw unreadableImage(name, 'it is cut short');
  const palette = bytes.subarray(INFO_START + infoBytes, start);
  const channels = asIndices ? 1 : 3;
  const data = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    const row = start + stride * (isUpward ? height - 1 - y : y);
    const out = data.subarray(y * width * channels, (y + 1) * width * channels);
    if (asIndices) out.set(Uint8Array.from(out, (_, x) => indexAt(bytes, row, bits, x)));
    else if (bits >= 24) readColors(bytes, row, bits / 8, out);
    else readIndices(bytes, row, bits, palette, out);
  }
  return { height, width, channels, data };
}

function pixelsStart(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(10, true);
}

function isPlain(view: DataView, bits: number): boolean {
  const compression = view.getUint32(INFO_START + 16, true);
  if (compression === BI_RGB) return [1, 4, 8, 24, 32].includes(bits);
  const masks = INFO_START + INFO_BYTES;
  return (
    compression === BI_BITFIELDS &&
    bits === 32 &&
    view.byteLength >= masks + 12 &&
    view.getUint32(masks, true) === 0xff0000 &&
    view.getUint32(masks + 4, true) === 0xff00 &&
    view.getUint32(masks + 8, true) === 0xff
  );
}

/** Reads blue, green, red and, with 32 bits, an unused fourth byte. */
function readColors(bytes: Uint8Array, row: number, step: number, out: Uint8Array): void {
  for (let at = row, i = 0; i < out.length; i += 3, at += step) {
    out[i] = bytes[at + 2];
    out[i + 1] = bytes[at + 1];
    out[i + 2] = bytes[at];
  }
}

/** Reads an index of `bits` bits; the leftmost pixel of a byte is in its highest bits. */
function indexAt(bytes: Uint8Array, row: number, bits: number, x: number): number {
  const place = x * bits;
  const shift = 8 - bits - (place & 7);
  return (bytes[row + (place >> 3)] >> shift) & ((1 << bits) - 1);
}

/** Looks up colors in the palette; indices beyond it are black. */
function readIndices(
  bytes: Uint8Array,
  row: number,
  bits: number,
  palette: Uint8Array,
  out: Uint8Array,
): void {
  for (let x = 0; x < out.length / 3; x++) {
    const color = indexAt(bytes, row, bits, x) * 4;
    out[x * 3] = palette[color + 2];
    out[x * 3 + 1] = palette[color + 1];
    out[x * 3 + 2] = palette[color];
  }
}
