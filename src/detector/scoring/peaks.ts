import type { ImageView } from '../../core/image/index.ts';
import { scorePeak } from '../../core/scoring/index.ts';
import { cellsOnImage } from '../features/cellOnImage.ts';
import type { JudgedImage } from './Scorer.ts';

/** Where an image's score comes from, as a model keeps it: see `Calibration.peaks`. */
export function peakOnImage(
  { patchScores, scored }: Pick<JudgedImage, 'patchScores' | 'scored'>,
  view: ImageView,
): Float32Array {
  const { y, x, height, width } = cellsOnImage(scorePeak(patchScores, scored), patchScores, view);
  return Float32Array.of(y, x, height, width, view.image.height, view.image.width);
}

/** The peaks of several images end to end. */
export function joinPeaks(peaks: readonly Float32Array[]): Float32Array {
  return Float32Array.from(peaks.flatMap((peak) => [...peak]));
}
