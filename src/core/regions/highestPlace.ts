import type { GridRows } from '../tensor/index.ts';
import { findRegions, type Region } from './findRegions.ts';

/**
 * The place where a map is highest, whatever the pixel threshold: the connected pixels around its highest
 * value that lie above the middle between that value and the mean of the map, as the width of a peak is
 * measured.
 *
 * @param map score per pixel, 0 where nothing was inspected.
 * @returns null if nothing was inspected.
 */
export function highestPlace(map: GridRows): Region | null {
  const { highest, mean } = extent(map);
  if (!(highest > 0)) return null;
  // Only the highest pixels seed a region: neighbors in float32 are farther apart.
  const threshold = highest * (1 - 1e-9);
  const [place] = findRegions(map, threshold, { low: Math.min(threshold, (highest + mean) / 2) });
  return { ...place, belowPixelThreshold: true };
}

/** The highest value, and the mean of what was inspected. */
function extent(map: GridRows): { readonly highest: number; readonly mean: number } {
  let [highest, sum, count] = [0, 0, 0];
  for (let y = 0; y < map.height; y++) {
    for (const value of map.row(y)) {
      if (value === 0) continue;
      highest = Math.max(highest, value);
      sum += value;
      count++;
    }
  }
  return { highest, mean: sum / Math.max(1, count) };
}
