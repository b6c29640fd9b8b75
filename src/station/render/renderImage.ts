import sharp from 'sharp';
import { decodeLimitsOf, type DecodingConfig } from '../../config/index.ts';
import { decodeImage } from '../../image/index.ts';

/**
 * An image of any format as a JPEG that browsers show, not larger than asked for.
 *
 * @param maxSidePx longest side; the image is not enlarged.
 * @param decoding what an image is decoded by.
 */
export async function renderImage(
  path: string,
  maxSidePx: number,
  decoding: DecodingConfig,
): Promise<Buffer> {
  const { height, width, data } = await decodeImage(path, decodeLimitsOf(decoding));
  return sharp(data, { raw: { height, width, channels: 3 } })
    .resize({ width: maxSidePx, height: maxSidePx, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 85 })
    .toBuffer();
}
