import type { Roi } from '../core/image/index.ts';
import type { Picture } from '../core/registration/index.ts';
import type { DepthRange } from '../image/index.ts';

/** How images are brought before the network: what a fit has settled once, the same for every image. */
export interface Framing {
  /** How 16-bit values become 8 bits; null where no training image had more than 8. */
  readonly depthRange: DepthRange | null;
  /** What of an image is inspected; null for all of it. */
  readonly roi: Roi | null;
  /** What images are aligned to; null where they are taken as they lie. */
  readonly reference: Picture | null;
}

/** Nothing is settled: 8-bit images, taken as they are. */
export const plainFraming: Framing = { depthRange: null, roi: null, reference: null };
