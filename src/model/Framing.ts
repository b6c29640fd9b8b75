import type { Exposure, Roi } from '../core/image/index.ts';
import type { Picture } from '../core/registration/index.ts';
import type { DepthRange, SeenImages } from '../image/index.ts';

/** How images are prepared for the network: settled once by the fit, and the same for every image. */
export interface Framing {
  /** How 16-bit values become 8 bits; null if no training image had more than 8 bits. */
  readonly depthRange: DepthRange | null;
  /** The inspected region of an image; null for the whole image. */
  readonly roi: Roi | null;
  /** The picture that images are aligned to; null if they are not aligned. */
  readonly reference: Picture | null;
  /** The exposure that images are brought to; null if they are taken as they are. */
  readonly exposure: Exposure | null;
  /** The kinds of images that were learned from, for warnings about others; null if that is not known. */
  readonly seen: SeenImages | null;
}

/** The framing without any settings: 8-bit images, used as they are. */
export const plainFraming: Framing = {
  depthRange: null,
  roi: null,
  reference: null,
  exposure: null,
  seen: null,
};
