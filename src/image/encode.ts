import sharp from 'sharp';
import type { RgbImage } from '../core/image/index.ts';
import type { Grid } from '../core/tensor/index.ts';

/** An image as PNG bytes. */
export async function encodePng({ height, width, data }: RgbImage): Promise<Uint8Array> {
  return sharp(data, { raw: { height, width, channels: 3 } })
    .png()
    .toBuffer();
}

/** An image as JPEG bytes. @param quality 1..100. */
export async function encodeJpeg(
  { height, width, data }: RgbImage,
  quality = 85,
): Promise<Uint8Array> {
  return sharp(data, { raw: { height, width, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

/** A map as 16-bit grey PNG bytes. */
export interface MapPng {
  readonly png: Uint8Array;
  /** Map value of one grey level: value = level × scale. */
  readonly scale: number;
}

/** Writes a map of values ≥ 0 on a linear scale whose white is the map's largest value. */
export async function encodeMapPng({ height, width, data }: Grid): Promise<MapPng> {
  const largest = data.reduce((a, b) => Math.max(a, b), 0);
  const scale = largest > 0 ? largest / 65535 : 1;
  const levels = Uint16Array.from(data, (value) => Math.round(value / scale));
  const png = await sharp(levels, { raw: { height, width, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  return { png, scale };
}

/** A map as the bytes of a NumPy file: float32, height × width. */
export function encodeNpy({ height, width, data }: Grid): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${height}, ${width}), }`;
  // Magic, version and length take 10 bytes; the data starts at a multiple of 64.
  const padded = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = new TextEncoder().encode(`${text.padEnd(padded - 1)}\n`);
  const file = new Uint8Array(10 + padded + data.byteLength);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded & 255, padded >> 8]);
  file.set(header, 10);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + padded);
  return file;
}
