import { type Thumbnail, thumbnailOf } from '../../core/copies/index.ts';
import type { ImageView } from '../../core/image/index.ts';
import type { ImageWarning } from '../../image/index.ts';
import type { ExtractedImage, FeatureParts } from './ExtractedImage.ts';
import { pixelHash } from '../images/copies.ts';

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
  /** By which copies of it are known. */
  readonly thumbnail: Thumbnail;
  /** What was left out of the image. */
  readonly warnings: readonly ImageWarning[];
  /** What the network saw of it. */
  readonly view: ImageView;
  /** Milliseconds that decoding, preprocessing and the network took. */
  readonly elapsedMs: number;
}

/** Lets the pixels of an image go, where no changed copies of it are wanted. */
export function imageFeaturesOf(
  { source, parts, extracting }: ExtractedImage,
  copies: FeatureParts,
): ImageFeatures {
  const { path, image, warnings, plan, decodeMs, preprocessMs } = source;
  return {
    path,
    sha256: pixelHash(image),
    thumbnail: thumbnailOf(image),
    warnings,
    view: viewOf(plan),
    parts,
    copies,
    elapsedMs: decodeMs + preprocessMs + extracting.ms,
  };
}

/** Of a plan what places on the image need. */
export function viewOf({ image, sourceBox, toImage }: ImageView): ImageView {
  return { image, sourceBox, toImage };
}
