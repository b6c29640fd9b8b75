import type { ImageWarning } from '../decision/index.ts';

export type { ImageWarning } from '../decision/index.ts';

/** The message of each warning. */
export const imageWarnings: Readonly<Record<ImageWarning, string>> = {
  ALPHA_IGNORED: 'it has transparency, which is ignored: colors are taken as they are stored',
  FIRST_PAGE_ONLY:
    'it has several pages, of which the first is used; name another one as file.tif#2',
  LOW_BITS:
    'it is a 16-bit image that uses only its lowest bits, as cameras of 10 or 12 bits write it, and the model learned brighter ones: it counts as almost black. Have it written in 8 bits or in the upper bits, or fit from such images',
  OTHER_DEPTH:
    'its bit depth or range of values is not that of the training images, so its brightness may differ from them. Write images as those were written, or fit from such images',
  OTHER_COLOR:
    'it is in color and the training images are grey, or the other way round. Set the camera as for those, or fit from such images',
  OTHER_ASPECT:
    'its ratio of width to height is not that of the training images: it shows another section, or is distorted. Crop it as those were, or fit from such images',
  OTHER_SIZE:
    'its size in pixels is not that of the training images: details are larger or smaller than learned, or blurred. Inspect images at the same size, or fit from such images',
  SQUEEZED:
    'one of its sides is shrunk more than four times as much as the other, and small defects disappear. Fit with a size of its own shape (--resize HEIGHTxWIDTH), with --fit pad, or in tiles (--tile)',
};
