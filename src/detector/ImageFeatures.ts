import type { Box, Size } from '../core/image/index.ts';
import type { ImageWarning } from '../image/index.ts';
import type { ExtractedImage, FeatureParts } from './ExtractedImage.ts';
import { pixelHash } from './pixelHash.ts';

/** Patch features of one image, and what else is wanted of it once its pixels are let go. */
export interface ImageFeatures {
  /** To be gone through once where the image is large. */
  readonly parts: FeatureParts;
  /** Those of its changed copies, one after the other, at the cells of the image that they come from. */
  readonly copies: FeatureParts;
  /** Path of the image, or null if it did not come from a file. */
  readonly path: string | null;
  /** Hash of its pixels. */
  readonly sha256: string;
  /** What was left out of the image. */
  readonly warnings: readonly ImageWarning[];
  /** Size of the image in pixels. */
  readonly size: Size;
  /** What the network saw of it, in its own pixels. */
  readonly sourceBox: Box;
  /** Milliseconds that decoding, preprocessing and the network took. */
  readonly elapsedMs: number;
}

/** Lets the pixels of an image go, where no changed copies of it are wanted. */
export function imageFeaturesOf(
  { path, image, warnings, plan, parts, extracting, decodeMs, preprocessMs }: ExtractedImage,
  copies: FeatureParts,
): ImageFeatures {
  return {
    path,
    sha256: pixelHash(image),
    warnings,
    size: { height: image.height, width: image.width },
    sourceBox: plan.sourceBox,
    parts,
    copies,
    elapsedMs: decodeMs + preprocessMs + extracting.ms,
  };
}
