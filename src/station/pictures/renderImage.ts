import sharp, { type Sharp } from 'sharp';
import { decodeImage, isReducedByRows } from '../../image/index.ts';
import { collectGarbage } from '../../inspector/collectGarbage.ts';

// What the library keeps for another time is memory that nobody counts.
sharp.cache(false);

/**
 * An image of any format as a JPEG that browsers show, not larger than asked for.
 *
 * @param maxSidePx longest side; the image is not enlarged.
 */
export async function renderImage(path: string, maxSidePx: number): Promise<Buffer> {
  const metadata = await sharp(path)
    .metadata()
    .catch(() => null);
  if (metadata !== null && isReducedByRows(metadata)) return reduced(sharp(path), maxSidePx);
  const { height, width, data } = await decodeImage(path);
  try {
    return await reduced(sharp(data, { raw: { height, width, channels: 3 } }), maxSidePx);
  } finally {
    collectGarbage(data.length);
  }
}

function reduced(image: Sharp, maxSidePx: number): Promise<Buffer> {
  return image
    .resize({ width: maxSidePx, height: maxSidePx, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 85 })
    .toBuffer();
}
