import type { Size } from '../../core/image/index.ts';
import { NominalError } from '../../errors/index.ts';
import { type ImageHeader, shownSize } from '../../image/index.ts';

/** The size of a mask as it is stored or stated, and its own EXIF orientation. */
export type Drawn = Size & Pick<ImageHeader, 'orientation'>;

/**
 * The EXIF orientation that a mask must be turned by to lie on its image as the image is shown. A mask
 * with an orientation of its own is turned by that; a mask that was drawn on the stored pixels of a
 * turned image is turned like the image.
 *
 * @param name of the mask or list, for the error.
 * @throws NominalError DATASET_LAYOUT if the sizes differ, or if the image is turned and the sizes do
 *   not tell whether the mask was drawn on the stored or on the shown pixels.
 */
export function turnOfMask(drawn: Drawn, image: ImageHeader, name: string): number {
  const shown = shownSize(image);
  if (image.orientation === 1 || drawn.orientation !== 1) {
    if (isSame(shownSize(drawn), shown)) return drawn.orientation;
    throw otherSize(shownSize(drawn), image, name);
  }
  const [onShown, onStored] = [isSame(drawn, shown), isSame(drawn, image)];
  if (onShown && onStored) throw unknownTurn(image, name);
  if (onShown) return 1;
  if (onStored) return image.orientation;
  throw otherSize(drawn, image, name);
}

/** The error for a mask of a turned image that may mark the stored or the shown pixels. */
export function unknownTurn({ path, orientation }: ImageHeader, name: string): NominalError {
  return new NominalError('DATASET_LAYOUT', {
    what: `${path} is turned when it is shown (EXIF orientation ${orientation}), and ${name} does not say whether it marks the stored or the turned pixels`,
    expected: 'images that are stored upright, or masks that state their orientation too',
    remedy: 'Save the image upright, without the orientation, and check the mask',
    details: { path, orientation },
  });
}

function otherSize(drawn: Size, image: ImageHeader, name: string): NominalError {
  const shown = shownSize(image);
  const swapped = drawn.height === shown.width && drawn.width === shown.height;
  return new NominalError('DATASET_LAYOUT', {
    what: `${name} has another size than its image${swapped ? ', with the sides swapped as if one of them were turned (EXIF orientation)' : ''}`,
    expected: `${shown.height} x ${shown.width} pixels (height x width) like ${image.path}`,
    received: `${drawn.height} x ${drawn.width} pixels`,
    remedy: 'Use the masks that belong to images of this size',
    details: { ...shown, path: image.path, maskHeight: drawn.height, maskWidth: drawn.width },
  });
}

function isSame(one: Size, other: Size): boolean {
  return one.height === other.height && one.width === other.width;
}
