import { NominalError } from '../errors/index.ts';
import { maskPixels } from './maskPixels.ts';
import type { MaskSource } from './MaskSource.ts';
import { shapeMask } from './shapeMask.ts';

/**
 * Masks as published have soft edges: those of MTD hold all of
 * 0..255 along their outlines, so 128 is where half of the pixel is covered.
 */
const softEdgeThreshold = 128;

/**
 * Reads a mask: 1 = defective, 0 = good. Which values of a file mark a defect is said by its
 * source; the brightest channel counts, see {@link maskPixels}. A pixel of several files is defective
 * if one of them says so.
 *
 * @param height height in pixels that the image has.
 * @param width width in pixels that the image has.
 * @returns height × width values, row-major.
 * @throws NominalError INPUT_NOT_FOUND, IMAGE_UNREADABLE, or DATASET_LAYOUT if a mask has another
 *   size than the image.
 */
export async function readMask(
  source: MaskSource,
  height: number,
  width: number,
): Promise<Uint8Array> {
  if (source.kind === 'shapes') return shapeMask(source.shapes, height, width);
  const mask = new Uint8Array(height * width);
  for (const path of source.paths) {
    const pixels = await maskPixels(path);
    if (pixels.height !== height || pixels.width !== width) {
      throw new NominalError('DATASET_LAYOUT', {
        what: `mask ${path} has another size than its image`,
        expected: `${height} x ${width} pixels (height x width) like the image`,
        received: `${pixels.height} x ${pixels.width} pixels`,
        details: { path, height, width, maskHeight: pixels.height, maskWidth: pixels.width },
      });
    }
    const { values } = pixels;
    const threshold = source.defective === 'nonzero' ? 1 : brightThreshold(values);
    for (let i = 0; i < mask.length; i++) if (values[i] >= threshold) mask[i] = 1;
  }
  return mask;
}

/** A label image with 0 and 1 has nothing bright: there all but 0 counts. */
function brightThreshold(values: Uint8Array): number {
  return values.some((value) => value >= softEdgeThreshold) ? softEdgeThreshold : 1;
}
