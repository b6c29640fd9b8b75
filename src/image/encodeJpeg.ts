import sharp from 'sharp';
import type { RgbImage } from '../core/image/index.ts';

/** An image as JPEG bytes. @param quality 1..100. */
export async function encodeJpeg(
  { height, width, data }: RgbImage,
  quality = 85,
): Promise<Uint8Array> {
  return sharp(data, { raw: { height, width, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}
