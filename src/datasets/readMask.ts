import { access } from 'node:fs/promises';
import sharp from 'sharp';
import { NominalError } from '../errors/index.ts';

/**
 * Masks as published have soft edges: those of MTD and of the toothbrush category hold all of
 * 0..255 along their outlines, so 128 is where half of the pixel is covered.
 */
const softEdgeThreshold = 128;

/**
 * Reads a mask: 1 = defective, 0 = good. A pixel is defective if its brightest color channel is at
 * least 128; in a mask with nothing that bright (a label image with 0 and 1), if it is not 0.
 * 16-bit values are divided by 256 first; transparency is ignored.
 *
 * @param height height in pixels that the image has; checked if given.
 * @param width width in pixels that the image has; checked if given.
 * @returns height × width values, row-major.
 * @throws NominalError INPUT_NOT_FOUND, IMAGE_UNREADABLE, or DATASET_LAYOUT if the mask has another
 *   size than the image.
 */
export async function readMask(path: string, height?: number, width?: number): Promise<Uint8Array> {
  const { data, info } = await decode(path);
  if ((height ?? info.height) !== info.height || (width ?? info.width) !== info.width) {
    throw new NominalError('DATASET_LAYOUT', {
      what: `mask ${path} has another size than its image`,
      expected: `${height ?? 'any'} x ${width ?? 'any'} pixels (height x width) like the image`,
      received: `${info.height} x ${info.width} pixels`,
      details: { path, height, width, maskHeight: info.height, maskWidth: info.width },
    });
  }
  const mask = new Uint8Array(info.height * info.width);
  let brightest = 0;
  for (let i = 0; i < mask.length; i++) {
    for (let c = 0; c < info.channels; c++) {
      mask[i] = Math.max(mask[i], data[i * info.channels + c]);
    }
    brightest = Math.max(brightest, mask[i]);
  }
  const threshold = brightest < softEdgeThreshold ? 1 : softEdgeThreshold;
  for (let i = 0; i < mask.length; i++) mask[i] = mask[i] >= threshold ? 1 : 0;
  return mask;
}

async function decode(path: string) {
  try {
    await access(path);
  } catch (cause) {
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `mask ${path} does not exist or may not be read`,
      details: { path },
      cause,
    });
  }
  try {
    return await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  } catch (cause) {
    throw new NominalError('IMAGE_UNREADABLE', {
      what: `mask ${path} cannot be decoded`,
      expected: 'a whole image file such as PNG',
      remedy: 'Restore the file from the data set',
      details: { path },
      cause,
    });
  }
}
