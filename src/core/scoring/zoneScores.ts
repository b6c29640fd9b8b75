import { Grid } from '../tensor/index.ts';
import { topMean } from './imageScore.ts';

/** Zones of a patch grid that are judged separately. */
export interface PatchZones {
  /** Number of zones. */
  readonly count: number;
  /** For each cell the number of its zone from 1, or 0 for none. */
  readonly cells: Uint8Array;
}

/**
 * The score of each zone: the mean of the highest patch scores in the zone, computed like the image score;
 * 0 for a zone without patches.
 *
 * @param topShare share of a zone's patches that enter the mean, 0..1; at least one patch does.
 * @param most largest number of patches that the share is taken of; for tiles, the patches of one tile.
 */
export function zoneScores(
  scores: Float32Array,
  { count, cells }: PatchZones,
  topShare: number,
  most?: number,
): Float32Array {
  return Float32Array.from({ length: count }, (_, zone) => {
    const own = scores.filter((_score, cell) => cells[cell] === zone + 1);
    return own.length === 0 ? 0 : topMean(own, topShare, most);
  });
}

/**
 * The part of an anomaly map that lies in a zone, 0 elsewhere.
 *
 * @param zone its number, from 0.
 * @param grid size of the patch grid that the zones lie on.
 */
export function zoneMap(
  map: Grid,
  { cells }: PatchZones,
  zone: number,
  grid: { readonly height: number; readonly width: number },
): Grid {
  const { height, width, data } = map;
  const inside = data.map((value, i) => {
    const row = Math.floor((Math.floor(i / width) * grid.height) / height);
    const column = Math.floor(((i % width) * grid.width) / width);
    return cells[row * grid.width + column] === zone + 1 ? value : 0;
  });
  return new Grid(height, width, inside);
}
