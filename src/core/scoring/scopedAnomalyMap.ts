import { Grid } from '../tensor/index.ts';
import { anomalyMap } from './anomalyMap.ts';

/**
 * The anomaly map of a patch grid of which only some cells are in scope: where the others lie nothing
 * is taken from them, and the map is 0. Upsampling and smoothing are linear, so the map of the scores
 * is divided by that of the scope.
 *
 * @param scope by cell, 0 = left out; null for all.
 */
export function scopedAnomalyMap(
  scores: Grid,
  scope: Uint8Array | null,
  height: number,
  width: number,
  sigmaPx: number,
): Grid {
  if (scope === null) return anomalyMap(scores, height, width, sigmaPx);
  const inside = scores.data.map((score, cell) => (scope[cell] === 0 ? 0 : score));
  const map = anomalyMap(new Grid(scores.height, scores.width, inside), height, width, sigmaPx);
  const share = Float32Array.from(scope, (own) => (own === 0 ? 0 : 1));
  const cover = anomalyMap(new Grid(scores.height, scores.width, share), height, width, sigmaPx);
  const columns = Int32Array.from({ length: width }, (_, x) =>
    Math.floor(((x + 0.5) * scores.width) / width),
  );
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * scores.height) / height) * scores.width;
    for (let x = 0; x < width; x++, at++) {
      map.data[at] = scope[row + columns[x]] === 0 ? 0 : map.data[at] / cover.data[at];
    }
  }
  return map;
}
