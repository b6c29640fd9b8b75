import type { RgbImage } from '../../core/image/index.ts';

/** A good image with a generated defect in it. */
export interface GeneratedDefect {
  /** A new image; the good one is left as it is. */
  readonly image: RgbImage;
  /** height × width values, row-major: 1 = changed. */
  readonly mask: Uint8Array;
}
