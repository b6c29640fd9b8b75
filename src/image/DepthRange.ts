/**
 * Which 16-bit values become black and white: everything between is mapped linearly to 8 bits. It is
 * learned from the training images and then fixed, for an image that were stretched by itself would
 * hide that it is darker than all others.
 */
export interface DepthRange {
  /** Becomes 0; 0..65534. */
  readonly low: number;
  /** Becomes 255; greater than `low`, at most 65535. */
  readonly high: number;
}
