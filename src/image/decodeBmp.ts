import { imageTooLarge } from './imageTooLarge.ts';
import type { RawFrame } from './ImageSource.ts';
import { unreadableImage } from './unreadableImage.ts';

/** Offset of the header that holds the dimensions; the file header before it is 14 bytes long. */
const INFO_START = 14;
/** Bytes of the shortest such header that is read, BITMAPINFOHEADER. */
const INFO_BYTES = 40;
/** Values of the header's compression field: none, and none with the channels' places stated. */
const BI_RGB = 0;
const BI_BITFIELDS = 3;

/**
 * Decodes an uncompressed Windows bitmap, as machine vision cameras save it and libvips does not
 * read it: 1, 4 or 8 bits with a palette, 24 or 32 bits; alpha is dropped.
 *
 * @param bytes the file, from its letters BM on.
 * @throws NominalError `IMAGE_UNREADABLE` or `IMAGE_TOO_LARGE`.
 */
export function decodeBmp(bytes: Uint8Array, name: string, maxPixels: number): RawFrame {
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
  if (height * width > maxPixels) {
    throw imageTooLarge(name, `${maxPixels} pixels`, `${height} x ${width}`);
  }
  if (!isPlain(view, bits)) throw unreadableImage(name, 'its kind of bitmap is not supported');
  const start = view.getUint32(10, true);
  // Rows are padded to whole 32-bit words.
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (start + stride * height > bytes.length) throw unreadableImage(name, 'it is cut short');
  const palette = bytes.subarray(INFO_START + infoBytes, start);
  const data = new Uint8Array(height * width * 3);
  for (let y = 0; y < height; y++) {
    // A positive height means that the bottom row comes first.
    const row = start + stride * (signedHeight > 0 ? height - 1 - y : y);
    const out = data.subarray(y * width * 3, (y + 1) * width * 3);
    if (bits >= 24) readColors(bytes, row, bits / 8, out);
    else readIndices(bytes, row, bits, palette, out);
  }
  return { height, width, channels: 3, data };
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

/** Blue, green, red, and a fourth byte that is not used. */
function readColors(bytes: Uint8Array, row: number, step: number, out: Uint8Array): void {
  for (let at = row, i = 0; i < out.length; i += 3, at += step) {
    out[i] = bytes[at + 2];
    out[i + 1] = bytes[at + 1];
    out[i + 2] = bytes[at];
  }
}

/** Indices of `bits` bits, the leftmost pixel in the highest ones; colors beyond the palette are black. */
function readIndices(
  bytes: Uint8Array,
  row: number,
  bits: number,
  palette: Uint8Array,
  out: Uint8Array,
): void {
  for (let x = 0; x < out.length / 3; x++) {
    const place = x * bits;
    const shift = 8 - bits - (place & 7);
    const color = ((bytes[row + (place >> 3)] >> shift) & ((1 << bits) - 1)) * 4;
    out[x * 3] = palette[color + 2];
    out[x * 3 + 1] = palette[color + 1];
    out[x * 3 + 2] = palette[color];
  }
}
