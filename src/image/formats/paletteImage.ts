import { crc32 } from 'node:zlib';
import { tiffTag, tiffTags } from './tiffTags.ts';

/** An image file that stores a palette index for each pixel. */
export interface PaletteImage {
  /** Red, green and blue of each index, 0..255. */
  readonly colors: readonly (readonly [red: number, green: number, blue: number])[];
  /** Bits per index: 1, 2, 4 or 8. */
  readonly bits: number;
  /** The file with its indices as grey values, for a decoder that would otherwise return colors. */
  readonly asGrey: Uint8Array;
}

/** Reads a PNG or TIFF file with a palette; null for any other file. */
export function paletteImage(bytes: Uint8Array): PaletteImage | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return ofPng(bytes, view) ?? ofTiff(bytes, view);
}

const PNG_MAGIC = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Bytes of a chunk in addition to its content: length and kind before it, checksum after it. */
const CHUNK_BYTES = 12;
/** Offsets in the first chunk's content. */
const [DEPTH_AT, KIND_AT] = [8, 9];
const PALETTE_KIND = 3;
const GREY_KIND = 0;

function ofPng(bytes: Uint8Array, view: DataView): PaletteImage | null {
  if (!PNG_MAGIC.every((byte, i) => bytes[i] === byte)) return null;
  const pieces = [bytes.subarray(0, PNG_MAGIC.length)];
  let bits = 0;
  let colors: PaletteImage['colors'] | null = null;
  for (let at = PNG_MAGIC.length; at + CHUNK_BYTES <= bytes.length;) {
    const end = at + CHUNK_BYTES + view.getUint32(at);
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (kind === 'IHDR') {
      const header = Uint8Array.from(bytes.subarray(at, end));
      bits = header[8 + DEPTH_AT];
      if (header[8 + KIND_AT] !== PALETTE_KIND) return null;
      header[8 + KIND_AT] = GREY_KIND;
      const checksum = crc32(header.subarray(4, -4));
      new DataView(header.buffer).setUint32(header.length - 4, checksum);
      pieces.push(header);
    } else if (kind === 'PLTE') {
      const values = bytes.subarray(at + 8, end - 4);
      colors = Array.from({ length: Math.floor(values.length / 3) }, (_, i) => [
        values[3 * i],
        values[3 * i + 1],
        values[3 * i + 2],
      ]);
    } else if (kind === 'IDAT' || kind === 'IEND') {
      pieces.push(bytes.subarray(at, end));
    }
    at = end;
  }
  return colors === null ? null : { colors, bits, asGrey: Buffer.concat(pieces) };
}

const PALETTE_PHOTOMETRIC = 3;
const GREY_PHOTOMETRIC = 1;

function ofTiff(bytes: Uint8Array, view: DataView): PaletteImage | null {
  const tags = tiffTags(bytes);
  const kind = tags?.entries.get(tiffTag.photometric);
  const map = tags?.entries.get(tiffTag.colorMap)?.value;
  if (tags === null || kind?.value !== PALETTE_PHOTOMETRIC || map === undefined) return null;
  const bits = tags.entries.get(tiffTag.bitsPerSample)?.value ?? 1;
  const count = 2 ** bits;
  if (bits > 8 || map + 6 * count > bytes.length) return null;
  // All red values come first, then all green and all blue values, in 16 bits.
  const value = (channel: number, i: number) =>
    view.getUint16(map + 2 * (channel * count + i), tags.isLittleEndian) >> 8;
  const asGrey = Uint8Array.from(bytes);
  new DataView(asGrey.buffer).setUint16(kind.at, GREY_PHOTOMETRIC, tags.isLittleEndian);
  const colors = Array.from(
    { length: count },
    (_, i) => [value(0, i), value(1, i), value(2, i)] as const,
  );
  return { colors, bits, asGrey };
}
