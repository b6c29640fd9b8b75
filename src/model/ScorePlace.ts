import type { Box, Size } from '../core/image/index.ts';

/** Where an image's score comes from. */
export interface ScorePlace {
  /** The box around the highest patches, in pixels of the image. */
  readonly box: Box;
  /** Size of the image. */
  readonly image: Size;
}

/** Values for each image of `Calibration.peaks`. */
export const PEAK_VALUES = 6;

/** Where the score of one of several images comes from; null if that is not known. */
export function placeOf(peaks: Float32Array | null, image: number): ScorePlace | null {
  if (peaks === null) return null;
  const at = image * PEAK_VALUES;
  const [y, x, height, width, imageHeight, imageWidth] = peaks.subarray(at, at + PEAK_VALUES);
  return { box: { y, x, height, width }, image: { height: imageHeight, width: imageWidth } };
}
