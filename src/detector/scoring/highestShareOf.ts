import { highestRejectShare } from '../../core/calibration/index.ts';
import type { Calibration } from '../../model/index.ts';
import type { Thresholds } from './Thresholds.ts';

/**
 * The share of good images that thresholds may reject, as far as the calibration images tell: the upper end
 * of its 95 % interval. With zones, an image is rejected if one of its zones is.
 *
 * @returns in (0, 1]; 1 if the thresholds reject every calibration image.
 */
export function highestShareOf(
  { imageScores, zoneScores }: Calibration,
  { image, zones }: Pick<Thresholds, 'image' | 'zones'>,
): number {
  if (zones.length === 0 || zoneScores === null) {
    return highestRejectShare(imageScores, image.threshold);
  }
  const excesses = imageScores.map((_, i) =>
    Math.max(
      ...zones.map(({ threshold }, zone) => zoneScores[i * zones.length + zone] - threshold),
    ),
  );
  return highestRejectShare(excesses, 0);
}
