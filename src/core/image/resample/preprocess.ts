import type { Box, PixelWindow, Size } from '../Box.ts';
import { RgbImage } from '../RgbImage.ts';
import { resizeAntialias } from './resizeAntialias.ts';

/**
 * How an image of another aspect ratio is brought to the requested size: `stretch` changes its aspect
 * ratio, `crop` covers the size and cuts off the excess, `pad` fits the image in and fills up with its
 * edge, `keep` resizes the short side to the shorter length and the long side in proportion.
 */
export type FitMode = 'stretch' | 'crop' | 'pad' | 'keep';

/** How an image becomes network input, before its pixel values are normalized. */
export interface PreprocessOptions {
  /** Size after resizing, a number for a square; null for the image's own size. */
  readonly resize: number | Size | null;
  /** By default `keep` for one number, `stretch` for height and width. */
  readonly fit?: FitMode | undefined;
  /** Size of the center crop that follows, a number for a square; null for none. */
  readonly crop: number | Size | null;
  /**
   * The network's input is filled up to sides that are multiples of this where its size depends on the
   * image: with `keep` or no resizing, and no crop. By default 1.
   */
  readonly multipleOf?: number;
}

/** The part of one image that becomes the network's input. */
export interface PreprocessPlan {
  /** Size of the original image. */
  readonly image: Size;
  /** Size after resizing. */
  readonly resized: Size;
  /** Size of the network's input. */
  readonly input: Size;
  /** First row and column of the network's input in the resized image; negative where the input is filled up. */
  readonly cropStart: { readonly y: number; readonly x: number };
  /** The part of the original image's plane that the network sees; where the input is filled up, it reaches beyond the image. */
  readonly sourceBox: Box;
}

/**
 * Plans the preprocessing of an image as torchvision does it: `Resize` takes a number for the short
 * side and truncates the long one; `CenterCrop` rounds half to even. Padding is centered the same way.
 *
 * @throws RangeError if the crop exceeds the resized image: pixels that do not exist cannot be inspected.
 */
export function planPreprocess(image: Size, options: PreprocessOptions): PreprocessPlan {
  const { resize, crop, multipleOf = 1 } = options;
  const fit = options.fit ?? (typeof resize === 'number' || resize === null ? 'keep' : 'stretch');
  const wanted = resize === null ? image : typeof resize === 'number' ? square(resize) : resize;
  const resized = resize === null ? wanted : resizedTo(image, wanted, fit);
  const framed = fit === 'crop' || fit === 'pad' ? wanted : resized;
  const cropped = crop === null ? framed : typeof crop === 'number' ? square(crop) : crop;
  if (cropped.height > framed.height || cropped.width > framed.width) {
    throw new RangeError(
      `a crop of ${cropped.height} x ${cropped.width} exceeds the resized image of ${framed.height} x ${framed.width}`,
    );
  }
  const free = crop === null && (fit === 'keep' || resize === null);
  const input = free ? filledUp(cropped, multipleOf) : cropped;
  // Filling up to a multiple adds rows at the bottom and columns at the right, so that places do not move.
  const y = free ? 0 : roundHalfToEven((resized.height - input.height) / 2);
  const x = free ? 0 : roundHalfToEven((resized.width - input.width) / 2);
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

/**
 * Resizes an image and crops it or fills it up. Only the needed part of the resized image is computed.
 *
 * @param window the part of the network's input to return, by default all of it.
 */
export function preprocess(
  image: RgbImage,
  { resized, input, cropStart }: PreprocessPlan,
  window: PixelWindow = { y: 0, x: 0, ...input },
): RgbImage {
  const top = cropStart.y + window.y;
  const left = cropStart.x + window.x;
  const y = clamp(top, 0, resized.height - 1);
  const x = clamp(left, 0, resized.width - 1);
  const inside = {
    y,
    x,
    height: clamp(top + window.height, y + 1, resized.height) - y,
    width: clamp(left + window.width, x + 1, resized.width) - x,
  };
  const part = resizeAntialias(image, resized.height, resized.width, inside);
  if (inside.height === window.height && inside.width === window.width) return part;
  return extendEdges(part, y - top, x - left, window);
}

/** Places an image in a larger one; the pixels around it repeat its nearest ones. */
function extendEdges(part: RgbImage, top: number, left: number, size: Size): RgbImage {
  const data = new Uint8Array(size.height * size.width * 3);
  for (let y = 0, at = 0; y < size.height; y++) {
    const row = clamp(y - top, 0, part.height - 1) * part.width;
    for (let x = 0; x < size.width; x++, at += 3) {
      const from = (row + clamp(x - left, 0, part.width - 1)) * 3;
      data[at] = part.data[from];
      data[at + 1] = part.data[from + 1];
      data[at + 2] = part.data[from + 2];
    }
  }
  return new RgbImage(size.height, size.width, data);
}

function resizedTo(image: Size, wanted: Size, fit: FitMode): Size {
  if (fit === 'stretch') return wanted;
  if (fit === 'keep') return keepAspect(image, Math.min(wanted.height, wanted.width));
  const scales = [wanted.height / image.height, wanted.width / image.width];
  const scale = fit === 'crop' ? Math.max(...scales) : Math.min(...scales);
  const bound = fit === 'crop' ? Math.max : Math.min;
  // The side that determines the scale must not lose a pixel to rounding.
  return {
    height: Math.max(1, bound(wanted.height, Math.round(image.height * scale))),
    width: Math.max(1, bound(wanted.width, Math.round(image.width * scale))),
  };
}

function filledUp({ height, width }: Size, multiple: number): Size {
  return {
    height: Math.ceil(height / multiple) * multiple,
    width: Math.ceil(width / multiple) * multiple,
  };
}

function square(side: number): Size {
  return { height: side, width: side };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
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
