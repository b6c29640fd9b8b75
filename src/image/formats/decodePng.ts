import { promisify } from 'node:util';
import { crc32, inflate } from 'node:zlib';
import { freeArray } from '../../freeArray.ts';
import type { RawFrame } from '../ImageSource.ts';
import { unfilterPng } from './unfilterPng.ts';

/** Bytes of pixels from which this decoder pays. Smaller buffers may be parts of Node's pool, which threads cannot be given. */
const LEAST_BYTES = 2 ** 16;
/** Longest side that any reader of PNG files accepts. */
const MOST_SIDE = 65_535;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const [IHDR, IDAT, IEND] = ['IHDR', 'IDAT', 'IEND'].map(codeOf);
/** Chunks that say nothing about the pixels, each with the bytes of its data. */
const idleChunks: ReadonlyMap<number, number> = new Map([
  [codeOf('pHYs'), 9],
  [codeOf('tIME'), 7],
  [codeOf('sRGB'), 1],
]);

/** What a plain PNG file consists of. */
interface PlainPng {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** The compressed rows, as the file divides them. */
  readonly parts: readonly Uint8Array[];
}

/**
 * Decodes a plain PNG file: grey or RGB in 8 bits, not interlaced, without transparency, profile or
 * orientation. Almost all of its time is zlib's; the image library takes half as long again, for the same
 * pixels.
 *
 * @returns null for any other file, also for one that is damaged or has more pixels than `maxPixels`; the
 *   image library decodes it, or says what is wrong.
 */
export async function decodePng(bytes: Uint8Array, maxPixels: number): Promise<RawFrame | null> {
  const plain = plainPng(bytes);
  if (plain === null) return null;
  const { height, width, channels, parts } = plain;
  const rowBytes = width * channels;
  const pixelBytes = height * rowBytes;
  if (height * width > maxPixels || pixelBytes < LEAST_BYTES) return null;
  const filtered = await inflated(parts, height * (rowBytes + 1));
  if (filtered === null || !unfilterPng(filtered, height, rowBytes, channels)) return null;
  // The bytes of the filters stay behind the pixels, which saves a copy of all of them.
  const data = new Uint8Array(filtered.buffer, filtered.byteOffset, pixelBytes);
  return { height, width, channels, data };
}

/** The parts of a plain and undamaged PNG file, or null. */
function plainPng(bytes: Uint8Array): PlainPng | null {
  if (SIGNATURE.some((byte, i) => bytes[i] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let header: Omit<PlainPng, 'parts'> | null = null;
  let isEnded = false;
  for (let at = SIGNATURE.length; at < bytes.length;) {
    if (isEnded || at + 12 > bytes.length) return null;
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) {
      return null;
    }
    const kind = view.getUint32(at + 4);
    if (at === SIGNATURE.length) {
      header = kind === IHDR && length === 13 ? plainHeader(view, at + 8) : null;
      if (header === null) return null;
    } else if (kind === IDAT) parts.push(bytes.subarray(at + 8, end));
    else if (kind === IEND) isEnded = length === 0;
    else if (idleChunks.get(kind) !== length || parts.length > 0) return null;
    at = end + 4;
  }
  return header === null || !isEnded ? null : { ...header, parts };
}

function plainHeader(view: DataView, at: number): Omit<PlainPng, 'parts'> | null {
  const [width, height] = [view.getUint32(at), view.getUint32(at + 4)];
  const [bits, color, ...methods] = [8, 9, 10, 11, 12].map((i) => view.getUint8(at + i));
  const channels = color === 0 ? 1 : color === 2 ? 3 : null;
  const isPlain = bits === 8 && methods.every((method) => method === 0);
  if (!isPlain || channels === null || Math.max(width, height) > MOST_SIDE) return null;
  return { height, width, channels };
}

const inflateWhole = promisify<Uint8Array, { chunkSize: number; maxOutputLength: number }, Buffer>(
  inflate,
);

/** The data of a zlib stream that must have `size` bytes; null if it has not, or is damaged. */
async function inflated(parts: readonly Uint8Array[], size: number): Promise<Uint8Array | null> {
  const stream = parts.length === 1 ? parts[0] : joined(parts);
  // In one piece: by default zlib fills thousands of small ones, which takes a third longer. One byte of
  // room keeps it from asking for a second piece.
  const options = { chunkSize: size + 1, maxOutputLength: size };
  const data = await inflateWhole(stream, options).catch(() => null);
  if (parts.length > 1) freeArray(stream);
  return data?.length === size ? data : null;
}

/** All parts in one piece of memory of their own. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  const all = Buffer.allocUnsafeSlow(bytes);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The kind of a chunk as files hold it: four letters, read as one number. */
function codeOf(kind: string): number {
  return Buffer.from(kind, 'latin1').readUInt32BE();
}
