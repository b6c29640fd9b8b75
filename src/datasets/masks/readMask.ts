import { turnMask } from '../../core/image/index.ts';
import { type ImageHeader, maskPixels, readImageHeader, shownSize } from '../../image/index.ts';
import { defectThreshold } from './defectThreshold.ts';
import type { MaskSource } from './MaskSource.ts';
import { shapeMask } from './shapeMask.ts';
import { turnOfMask, unknownTurn } from './turnOfMask.ts';

/**
 * Reads a mask: 1 = defective, 0 = good. The source decides which values of a file mark a defect, see
 * {@link defectThreshold}. The brightest channel counts, or the palette index, see {@link maskPixels}.
 * With several files, a pixel is defective if any of them marks it.
 *
 * @param image the header of the image that the mask belongs to; the mask is turned as the image is shown.
 * @returns height × width values of the image as it is shown, row-major.
 * @throws NominalError INPUT_NOT_FOUND, IMAGE_UNREADABLE, IMAGE_UNSUPPORTED, or DATASET_LAYOUT if a mask
 *   differs in size from the image or is ambiguous.
 */
export async function readMask(source: MaskSource, image: ImageHeader): Promise<Uint8Array> {
  if (source.kind === 'shapes') return drawShapes(source, image);
  const { height, width } = shownSize(image);
  const mask = new Uint8Array(height * width);
  for (const path of source.paths) {
    const name = `mask ${path}`;
    // From the header, before a file of any size takes memory.
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
