import { topMean } from './imageScore.ts';

/** Zones of a patch grid that are judged by themselves. */
export interface PatchZones {
  /** How many there are. */
  readonly count: number;
  /** By cell, the number of its zone from 1, 0 for none. */
  readonly cells: Uint8Array;
}

/**
 * The score of each zone: the mean of the highest patch scores in it, as the image score is of all; 0
 * of a zone without patches.
 *
 * @param topShare share of a zone's patches that enter the mean, 0..1; at least one does.
 * @param most patches that the share is taken of, where there are more: those of a tile.
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
