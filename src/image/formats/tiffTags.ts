/** The TIFF tags that are used. */
export const tiffTag = { bitsPerSample: 258, compression: 259, photometric: 262, colorMap: 320 };

/** One entry of a page's directory. */
export interface TiffEntry {
  /** Offset of the value field in the file. It contains the value itself, or its offset if it has more than 4 bytes. */
  readonly at: number;
  readonly count: number;
  readonly value: number;
}

/** The first page of a TIFF file; all pages are of the same kind. */
export interface TiffTags {
  readonly isLittleEndian: boolean;
  readonly entries: ReadonlyMap<number, TiffEntry>;
}

const MAGIC = 42;
const ENTRY_BYTES = 12;
const LONG = 4;

/** Reads the directory of a TIFF file's first page, as far as it is present; null for any other file, including BigTIFF. */
export function tiffTags(bytes: Uint8Array): TiffTags | null {
  const order = String.fromCharCode(...bytes.subarray(0, 2));
  if ((order !== 'II' && order !== 'MM') || bytes.length < 8) return null;
  const isLittleEndian = order === 'II';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getUint32(4, isLittleEndian);
  if (view.getUint16(2, isLittleEndian) !== MAGIC || start + 2 > bytes.length) return null;
  const entries = new Map<number, TiffEntry>();
  const count = view.getUint16(start, isLittleEndian);
  for (let i = 0, at = start + 2; i < count && at + ENTRY_BYTES <= bytes.length; i++) {
    const values = view.getUint32(at + 4, isLittleEndian);
    const isLong = view.getUint16(at + 2, isLittleEndian) === LONG || values > 2;
    entries.set(view.getUint16(at, isLittleEndian), {
      at: at + 8,
      count: values,
      value: isLong
        ? view.getUint32(at + 8, isLittleEndian)
        : view.getUint16(at + 8, isLittleEndian),
    });
    at += ENTRY_BYTES;
  }
  return { isLittleEndian, entries };
}
