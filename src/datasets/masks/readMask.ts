import { turnMask } from '../../core/image/index.ts';
import { type ImageHeader, maskPixels, readImageHeader, shownSize } from '../../image/index.ts';
import { defectThreshold } from './defectThreshold.ts';
import type { MaskSource } from './MaskSource.ts';
import { shapeMask } from './shapeMask.ts';
import { turnOfMask, unknownTurn } from './turnOfMask.ts';

/**
 * Reads a mask: 1 = defective, 0 = good. Which values of a file mark a defect is said by its
 * source, see {@link defectThreshold}; the brightest channel counts, or the index into a palette, see
 * {@link maskPixels}. A pixel of several files is defective if one of them says so.
 *
 * @param image the header of the image that it marks; the mask is turned as the image is shown.
 * @returns height × width values of the image as it is shown, row-major.
 * @throws NominalError INPUT_NOT_FOUND, IMAGE_UNREADABLE, IMAGE_UNSUPPORTED, or DATASET_LAYOUT if a mask
 *   has another size than the image, or may be read in two ways.
 */
export async function readMask(source: MaskSource, image: ImageHeader): Promise<Uint8Array> {
  if (source.kind === 'shapes') return drawShapes(source, image);
  const { height, width } = shownSize(image);
  const mask = new Uint8Array(height * width);
  for (const path of source.paths) {
    const name = `mask ${path}`;
    // By the header, before a file of any size takes memory.
    const turn = turnOfMask(await readImageHeader(path), image, name);
    const pixels = await maskPixels(path);
    const threshold = source.defective === 'nonzero' ? 1 : defectThreshold(pixels, name);
    const values = turnMask(pixels.values, pixels, turn);
    for (let i = 0; i < mask.length; i++) if (values[i] >= threshold) mask[i] = 1;
  }
  return mask;
}

function drawShapes(
  { shapes, size }: Extract<MaskSource, { readonly kind: 'shapes' }>,
  image: ImageHeader,
): Uint8Array {
  const name = `what the list marks in ${image.path}`;
  const stated = size ?? shapes.find((shape) => shape.kind === 'runs') ?? null;
  if (stated === null && image.orientation !== 1) throw unknownTurn(image, name);
  const turn = stated === null ? 1 : turnOfMask({ ...stated, orientation: 1 }, image, name);
  const { height, width } = stated ?? image;
  return turnMask(shapeMask(shapes, height, width), { height, width }, turn);
}
