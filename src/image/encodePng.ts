import sharp from 'sharp';
import type { RgbImage } from '../core/image/index.ts';

/** An image as PNG bytes. */
export async function encodePng({ height, width, data }: RgbImage): Promise<Uint8Array> {
  return sharp(data, { raw: { height, width, channels: 3 } })
    .png()
    .toBuffer();
}
