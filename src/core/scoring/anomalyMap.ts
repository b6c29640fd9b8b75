import { gaussianBlur, sampleGrid } from '../image/index.ts';
import type { Grid } from '../tensor/index.ts';

/**
 * The anomaly map of the network's input: patch scores upsampled bilinearly to height × width and
 * smoothed by a Gaussian, as in the paper (section 3.3, sigma 4).
 *
 * @param sigmaPx standard deviation in pixels of the network's input; 0 for no smoothing.
 */
export function anomalyMap(scores: Grid, height: number, width: number, sigmaPx: number): Grid {
  const upsampled = sampleGrid(scores, { y: 0, x: 0, height, width }, height, width);
  return sigmaPx === 0 ? upsampled : gaussianBlur(upsampled, sigmaPx);
}
