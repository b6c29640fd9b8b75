import { median } from '../../metrics/index.ts';
import type { Size } from '../Box.ts';
import { planPreprocess, type PreprocessOptions } from './preprocess.ts';

/** What resizing leaves of images. */
export interface Resolution {
  /** Size of the images in pixels; the median of each side if they differ. */
  readonly image: Size;
  /** Size that they are resized to, in pixels of the network's input. */
  readonly resized: Size;
  /** Smallest detail that survives resizing, in pixels of the images, ≥ 1. */
  readonly smallestDetail: Size;
  /** A size to try; null if resizing loses little. */
  readonly suggestion: SuggestedSize | null;
}

/** Another size of the network's input. */
export interface SuggestedSize {
  /** What is better with it: it keeps the proportions of the images, or smaller details. */
  readonly keeps: 'aspect' | 'details';
  readonly resize: Size;
  /** Pixels of this size, relative to the present one: about the time that the network takes. */
  readonly timesPixels: number;
}

/** A structure narrower than two pixels of the network's input is averaged away. */
const PIXELS_PER_DETAIL = 2;
/** Sides that are shrunk as unequally as this lose their proportions. */
const MUCH_DISTORTED = 1.5;
/** Images shrunk by this factor lose much detail. */
const MUCH_SHRUNK = 4;
/** Number of pixels of a suggested size, relative to the present one. */
const MOST_TIMES_PIXELS = 4;
/** The strides of common networks divide it. */
export const COMMON_STRIDE = 32;

/**
 * What is left of images when they are resized, and a size that would leave more.
 *
 * @param images sizes of some images in pixels, at least one.
 */
export function resolutionOf(
  images: readonly Size[],
  options: Omit<PreprocessOptions, 'crop'>,
): Resolution {
  const image = medianSize(images);
  const { resized } = planPreprocess(image, { ...options, crop: null });
  const down = image.height / resized.height;
  const across = image.width / resized.width;
  return {
    image,
    resized,
    smallestDetail: { height: smallestDetail(down), width: smallestDetail(across) },
    suggestion: suggestionFor(image, resized),
  };
}

function suggestionFor(image: Size, resized: Size): SuggestedSize | null {
  const down = image.height / resized.height;
  const across = image.width / resized.width;
  const least = Math.min(down, across);
  const isDistorted = Math.max(down, across) >= MUCH_DISTORTED * least;
  if (!isDistorted && Math.sqrt(down * across) < MUCH_SHRUNK) return null;
  // As large as can be afforded; with the same proportions, no more than the side that is shrunk less needs.
  const affordable = Math.sqrt(areaOf(image) / (MOST_TIMES_PIXELS * areaOf(resized)));
  const shrinking = isDistorted ? Math.max(1, least, affordable) : affordable;
  const resize = wholePatches({
    height: image.height / shrinking,
    width: image.width / shrinking,
  });
  const timesPixels = Number((areaOf(resize) / areaOf(resized)).toFixed(1));
  return { keeps: isDistorted ? 'aspect' : 'details', resize, timesPixels };
}

function smallestDetail(shrinking: number): number {
  return shrinking <= 1 ? 1 : Math.round(PIXELS_PER_DETAIL * shrinking);
}

function medianSize(images: readonly Size[]): Size {
  return {
    height: Math.round(median(images.map(({ height }) => height))),
    width: Math.round(median(images.map(({ width }) => width))),
  };
}

function areaOf({ height, width }: Size): number {
  return height * width;
}

/**
 * The size with whole patches that is nearest to another.
 *
 * @param multiple what both sides are multiples of; by default 32.
 */
export function wholePatches({ height, width }: Size, multiple = COMMON_STRIDE): Size {
  const whole = (side: number) => Math.max(1, Math.round(side / multiple)) * multiple;
  return { height: whole(height), width: whole(width) };
}
