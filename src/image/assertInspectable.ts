import type { RgbImage } from '../core/image/index.ts';
import { NominalError } from '../errors/index.ts';

/** Minimum pixels per side: a smaller image shows nothing that could be inspected. */
const MIN_SIDE_PX = 8;

/**
 * Refuses an image too small to be fitted from or inspected.
 *
 * @param path path for the message; null if the image did not come from a file.
 * @throws NominalError `IMAGE_TOO_SMALL` below 8 pixels a side.
 */
export function assertInspectable({ height, width }: RgbImage, path: string | null): void {
  if (Math.min(height, width) >= MIN_SIDE_PX) return;
  throw new NominalError('IMAGE_TOO_SMALL', {
    reason: 'imageTooSmall',
    what: `${path ?? 'the image'} is too small to inspect`,
    expected: `at least ${MIN_SIDE_PX} pixels per side`,
    received: `${height} x ${width} (height x width)`,
    remedy: 'Check that this is the intended image',
    details: { least: MIN_SIDE_PX, path, height, width },
  });
}
