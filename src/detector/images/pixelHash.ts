import { createHash } from 'node:crypto';
import type { RgbImage } from '../../core/image/index.ts';

/** SHA-256 of the size and the pixels, which is the same however the image was encoded. */
export function pixelHash({ height, width, data }: RgbImage): string {
  return createHash('sha256').update(`${height}x${width}`).update(data).digest('hex');
}
