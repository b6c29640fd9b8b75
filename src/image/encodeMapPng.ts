import sharp from 'sharp';
import type { Grid } from '../core/tensor/index.ts';

/** A map as 16-bit grey PNG bytes. */
export interface MapPng {
  readonly png: Uint8Array;
  /** Map value of one grey level: value = level × scale, to half a level. */
  readonly scale: number;
}

const WHITE = 65535;

/**
 * Encodes a map on a linear scale from 0, black; negative values become black, values beyond white
 * become white.
 *
 * @param scale map value of one grey level, > 0; by default such that the map's largest value is white.
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
