import type { RgbImage } from '../core/image/index.ts';
import type { Grid } from '../core/tensor/index.ts';
import { loadSharp } from './loadSharp.ts';

/** Encodes an image as PNG. */
export async function encodePng({ height, width, data }: RgbImage): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { height, width, channels: 3 } })
    .png()
    .toBuffer();
}

/** Encodes an image as JPEG. @param quality 1..100. */
export async function encodeJpeg(
  { height, width, data }: RgbImage,
  quality = 85,
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { height, width, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

/** A map encoded as 16-bit grey PNG. */
export interface MapPng {
  readonly png: Uint8Array;
  /** Map value per grey level: value = level × scale, accurate to half a level. */
  readonly scale: number;
}

const WHITE = 65535;

/**
 * Encodes a map on a linear scale from 0 (black); negative values become black, values above white
 * become white.
 *
 * @param scale map value per grey level, > 0; by default the map's largest value becomes white.
 * @throws RangeError if the scale is not positive.
 */
export async function encodeMapPng(
  { height, width, data }: Grid,
  scale = scaleToWhite(data),
): Promise<MapPng> {
  if (!(scale > 0)) throw new RangeError(`scale must be positive, got ${scale}`);
  const levels = Uint16Array.from(data, (value) =>
    Math.min(WHITE, Math.max(0, Math.round(value / scale))),
  );
  const sharp = await loadSharp();
  const png = await sharp(levels, { raw: { height, width, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  return { png, scale };
}

function scaleToWhite(data: Float32Array): number {
  const largest = data.reduce((a, b) => Math.max(a, b), 0);
  return largest > 0 ? largest / WHITE : 1;
}

/** Magic, version and the header's length. */
const PREFIX_BYTES = 10;

/** Encodes a map as a NumPy file (format 1.0): little-endian float32, C order, height × width. */
export function encodeNpy({ height, width, data }: Grid): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${height}, ${width}), }`;
  // The format requires the data to start at a multiple of 64.
  const start = Math.ceil((PREFIX_BYTES + text.length + 1) / 64) * 64;
  const headerBytes = start - PREFIX_BYTES;
  const file = new Uint8Array(start + data.length * 4);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, headerBytes & 255, headerBytes >> 8]);
  file.set(new TextEncoder().encode(`${text.padEnd(headerBytes - 1)}\n`), PREFIX_BYTES);
  const view = new DataView(file.buffer);
  for (let i = 0; i < data.length; i++) view.setFloat32(start + i * 4, data[i], true);
  return file;
}
