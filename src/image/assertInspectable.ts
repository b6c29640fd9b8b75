import type { RgbImage } from '../core/image/index.ts';
import { NominalError } from '../errors/index.ts';

/** Fewest pixels a side: less shows nothing that could be inspected. */
const MIN_SIDE_PX = 8;

/**
 * Refuses an image too small to be fitted from or inspected.
 *
 * @param path for the message; null if the image did not come from a file.
 * @throws NominalError `IMAGE_TOO_SMALL` below 8 pixels a side.
 */
export function assertInspectable({ height, width }: RgbImage, path: string | null): void {
  if (Math.min(height, width) >= MIN_SIDE_PX) return;
  throw new NominalError('IMAGE_TOO_SMALL', {
    what: `${path ?? 'the image'} is too small to inspect`,
    expected: `at least ${MIN_SIDE_PX} pixels a side`,
    received: `${height} x ${width} (height x width)`,
    remedy: 'Check that it is the image that you meant',
    details: { path, height, width },
  });
}
