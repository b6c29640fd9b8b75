import type { RgbImage } from './RgbImage.ts';
import { resizeAntialias } from './resizeAntialias.ts';

/** Height and width in pixels. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/** A rectangle in pixels of the original image; edges may lie between pixels. */
export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** How an image becomes network input, before its values are normalized. */
export interface PreprocessOptions {
  /** Size after resizing; one number for the short side, with the aspect kept. */
  readonly resize: number | Size;
  /** Size of the center crop, one number for a square; null for none. */
  readonly crop: number | Size | null;
}

/** Where the network's input comes from in one image. */
export interface PreprocessPlan {
  /** Size of the original image. */
  readonly image: Size;
  /** Size after resizing. */
  readonly resized: Size;
  /** Size of the network's input. */
  readonly input: Size;
  /** First row and column of the crop in the resized image. */
  readonly cropStart: { readonly y: number; readonly x: number };
  /** The part of the original image that the network sees. */
  readonly sourceBox: Box;
}

/**
 * Plans the preprocessing of an image as torchvision does it: `Resize` takes a number for the short
 * side and truncates the long one; `CenterCrop` rounds half to even.
 *
 * @throws RangeError if the crop exceeds the resized image: what is not there cannot be inspected.
 */
export function planPreprocess(image: Size, { resize, crop }: PreprocessOptions): PreprocessPlan {
  const resized = typeof resize === 'number' ? keepAspect(image, resize) : resize;
  const input =
    crop === null ? resized : typeof crop === 'number' ? { height: crop, width: crop } : crop;
  if (input.height > resized.height || input.width > resized.width) {
    throw new RangeError(
      `a crop of ${input.height} x ${input.width} exceeds the resized image of ${resized.height} x ${resized.width}`,
    );
  }
  const y = roundHalfToEven((resized.height - input.height) / 2);
  const x = roundHalfToEven((resized.width - input.width) / 2);
  const down = image.height / resized.height;
  const across = image.width / resized.width;
  return {
    image: { height: image.height, width: image.width },
    resized,
    input,
    cropStart: { y, x },
    sourceBox: {
      y: y * down,
      x: x * across,
      height: input.height * down,
      width: input.width * across,
    },
  };
}

/** Resizes and crops: of the resized image only what the crop keeps is computed. */
export function preprocess(
  image: RgbImage,
  { resized, input, cropStart }: PreprocessPlan,
): RgbImage {
  return resizeAntialias(image, resized.height, resized.width, { ...cropStart, ...input });
}

function keepAspect({ height, width }: Size, shortSide: number): Size {
  return height <= width
    ? { height: shortSide, width: Math.trunc((shortSide * width) / height) }
    : { height: Math.trunc((shortSide * height) / width), width: shortSide };
}

/** Python's `round`, which torchvision's center crop uses. */
function roundHalfToEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
