import { open } from 'node:fs/promises';
import type { Metadata } from 'sharp';
import { loadSharp } from './loadSharp.ts';

/** Memory in bytes for decoding an image file, estimated from its header. */
export interface DecodeMemory {
  /** For all its pixels as 8-bit RGB, including the decoder's buffers. */
  readonly whole: number;
  /** For reducing it to a small picture; less if it can be read row by row. */
  readonly reduced: number;
}

/** Memory of a row-by-row reduction, independent of the image's size; measured with libvips 8.18. */
const ROWS_BYTES = 64 * 2 ** 20;
/** Buffer of the decoders for WebP, AVIF and GIF and for interlaced files. */
const BUFFERED_BYTES_PER_PIXEL = 4;
/** Coefficients of a progressive JPEG: three components of 2 bytes. */
const COEFFICIENT_BYTES_PER_PIXEL = 6;
const HEAD_BYTES = 1024;

/** Estimates the memory for decoding an image file. It is small for an unreadable file, whose error comes early. */
export async function decodeMemory(path: string): Promise<DecodeMemory> {
  const { head, bytes } = await readHead(path);
  const size = sizeInHead(head);
  if (size !== null) return wholly(bytes + size.height * size.width * 6);
  const sharp = await loadSharp();
  const metadata = await sharp(path, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
  return metadata === null ? wholly(bytes) : ofLibrary(metadata, bytes);
}

/** Whether the image library can reduce an image row by row without changing the result. */
export function isReducedByRows(metadata: Metadata): boolean {
  const { format, isProgressive = false, depth, hasAlpha, space, orientation = 1 } = metadata;
  return (
    (format === 'jpeg' || format === 'png') &&
    !isProgressive &&
    depth === 'uchar' &&
    !hasAlpha &&
    (space === 'srgb' || space === 'b-w') &&
    orientation === 1
  );
}

function ofLibrary(metadata: Metadata, bytes: number): DecodeMemory {
  const { width, height, channels, depth, format, isProgressive = false } = metadata;
  const pixels = width * height;
  const valueBytes = depth === 'uchar' ? 1 : 2;
  const own = pixels * (channels < 3 ? 1 : 3) * valueBytes;
  const converted = channels < 3 || valueBytes > 1 ? pixels * 3 : 0;
  const byRows = isReducedByRows(metadata);
  const coefficients = format === 'jpeg' && isProgressive ? COEFFICIENT_BYTES_PER_PIXEL : 0;
  const buffered = byRows ? 0 : pixels * (coefficients + BUFFERED_BYTES_PER_PIXEL * valueBytes);
  // The compressed rows of a plain PNG file are joined before they are inflated.
  const joined = format === 'png' ? bytes : 0;
  const whole = bytes + joined + own + converted + buffered;
  return { whole, reduced: byRows ? Math.min(whole, ROWS_BYTES) : whole };
}

function wholly(bytes: number): DecodeMemory {
  return { whole: bytes, reduced: bytes };
}

async function readHead(path: string): Promise<{ head: Buffer; bytes: number }> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return { head: buffer.subarray(0, bytesRead), bytes: (await file.stat()).size };
    } finally {
      await file.close();
    }
  } catch {
    // The next reader of the file reports what is wrong.
    return { head: Buffer.alloc(0), bytes: 0 };
  }
}

/** Size of a BMP, PBM, PGM or PPM image; null for other formats. */
function sizeInHead(head: Buffer): { height: number; width: number } | null {
  if (head.length >= 26 && head.toString('latin1', 0, 2) === 'BM') {
    return { width: Math.abs(head.readInt32LE(18)), height: Math.abs(head.readInt32LE(22)) };
  }
  const found = /^P[1-6](?:\s|#[^\n]*\n)+(\d{1,9})(?:\s|#[^\n]*\n)+(\d{1,9})\s/.exec(
    head.toString('latin1'),
  );
  return found === null ? null : { width: Number(found[1]), height: Number(found[2]) };
}
