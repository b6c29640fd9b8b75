import { throwIfCancelled } from '../errors/index.ts';
import type { Size } from '../core/image/index.ts';
import { type DecodeLimits, decodeFrame } from './decodeFrame.ts';
import { imageSize } from './imageHeader.ts';
import type { ImageSource } from './ImageSource.ts';
import { traitsOf } from './ImageTraits.ts';
import { type SeenImages, seenImages } from './SeenImages.ts';

/** Images that are decoded: the headers of the others tell their sizes. */
const DECODED = 16;

/**
 * The kinds of images to learn from: sizes of all, colors and bits of some that are spread over them.
 *
 * @returns null for no image.
 * @throws NominalError for an unreadable image, or `CANCELLED`.
 */
export async function learnSeen(
  sources: readonly ImageSource[],
  limits: DecodeLimits = {},
  signal?: AbortSignal,
): Promise<SeenImages | null> {
  const step = Math.max(1, Math.floor(sources.length / DECODED));
  const sizes: Size[] = [];
  const traits = [];
  for (const [i, source] of sources.entries()) {
    throwIfCancelled(signal);
    sizes.push(await imageSize(source));
    if (i % step > 0 || traits.length === DECODED) continue;
    const encoded = typeof source === 'string' || source instanceof Uint8Array;
    traits.push(traitsOf(encoded ? (await decodeFrame(source, limits)).frame : source));
  }
  return seenImages(traits, sizes);
}
