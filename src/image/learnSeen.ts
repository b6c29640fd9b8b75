import { inOrder } from '../async/index.ts';
import { throwIfCancelled } from '../errors/index.ts';
import type { Size } from '../core/image/index.ts';
import { type DecodeLimits, decodeFrame } from './decodeFrame.ts';
import { imageSize } from './imageHeader.ts';
import type { ImageSource, RawFrame } from './ImageSource.ts';
import { SampledKinds, type Shown } from './SampledKinds.ts';
import { type SeenImages, seenImages } from './SeenImages.ts';

/** Images that are decoded: the headers of the others tell their sizes. */
const DECODED = 24;

/**
 * The kinds of images to learn from: sizes of all, colors, bits and looks of some that are spread over them.
 *
 * @param shown how the network sees them.
 * @param atOnce images that are decoded at a time.
 * @returns null for no image.
 * @throws NominalError for an unreadable image, or `CANCELLED`.
 */
export async function learnSeen(
  sources: readonly ImageSource[],
  shown: Shown,
  limits: DecodeLimits = {},
  signal?: AbortSignal,
  atOnce = 1,
): Promise<SeenImages | null> {
  const step = Math.max(1, Math.floor(sources.length / DECODED));
  const sizes: Size[] = [];
  const kinds = new SampledKinds(shown);
  const sampled: ImageSource[] = [];
  for (const [i, source] of sources.entries()) {
    throwIfCancelled(signal);
    sizes.push(await imageSize(source));
    if (i % step === 0 && sampled.length < DECODED) sampled.push(source);
  }
  const decode = async (source: ImageSource): Promise<RawFrame> => {
    const encoded = typeof source === 'string' || source instanceof Uint8Array;
    return encoded ? (await decodeFrame(source, limits)).frame : source;
  };
  for await (const frame of inOrder(sampled, atOnce, decode)) {
    throwIfCancelled(signal);
    kinds.add(frame);
  }
  return seenImages(kinds.traits, sizes, kinds.appearance);
}
