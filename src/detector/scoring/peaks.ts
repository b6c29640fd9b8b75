import type { Box, ImageView } from '../../core/image/index.ts';
import { scorePeak } from '../../core/scoring/index.ts';
import { cellsOnImage } from '../features/cellOnImage.ts';
import type { JudgedImage } from './Scorer.ts';

/** Values of a box in a model file: y, x, height, width. */
export const PEAK_VALUES = 4;

/** Where an image's score comes from, in pixels of the image: y, x, height, width. */
export function peakOnImage(
  { patchScores, scored }: Pick<JudgedImage, 'patchScores' | 'scored'>,
  view: ImageView,
): Float32Array {
  const { y, x, height, width } = cellsOnImage(scorePeak(patchScores, scored), patchScores, view);
  return Float32Array.of(y, x, height, width);
}

/** The peaks of several images end to end. */
export function joinPeaks(peaks: readonly Float32Array[]): Float32Array {
  return Float32Array.from(peaks.flatMap((peak) => [...peak]));
}

/** The peak of one of several images; null if peaks are not known. */
export function peakOf(peaks: Float32Array | null, image: number): Box | null {
  if (peaks === null) return null;
  const at = image * PEAK_VALUES;
  return { y: peaks[at], x: peaks[at + 1], height: peaks[at + 2], width: peaks[at + 3] };
}
