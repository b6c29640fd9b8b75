import { type Thumbnail, thumbnailOf } from '../../core/copies/index.ts';
import type { ImageView } from '../../core/image/index.ts';
import type { ImageWarning } from '../../image/index.ts';
import type { ExtractedImage, FeatureParts } from './ExtractedImage.ts';
import { pixelHash } from '../images/copies.ts';

/** Patch features of one image, and the other facts about it that are needed after its pixels are released. */
export interface ImageFeatures {
  /** Can be iterated only once if the image is large. */
  readonly parts: FeatureParts;
  /**
   * Patch features of its changed copies, one after the other, at the cells of the image that they come
   * from.
   */
  readonly copies: FeatureParts;
  /** Path of the image, or null if it did not come from a file. */
  readonly path: string | null;
  /** Hash of its pixels. */
  readonly sha256: string;
  /** A thumbnail by which copies of the image are recognized. */
  readonly thumbnail: Thumbnail;
  /** What was left out of the image. */
  readonly warnings: readonly ImageWarning[];
  /** The part of the image that the network saw. */
  readonly view: ImageView;
  /** Milliseconds that decoding, preprocessing and the network took. */
  readonly elapsedMs: number;
}

/** Releases the pixels of an image, if no changed copies of it are needed. */
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

/** The parts of a plan that places on the image need. */
export function viewOf({ image, sourceBox, toImage }: ImageView): ImageView {
  return { image, sourceBox, toImage };
}
