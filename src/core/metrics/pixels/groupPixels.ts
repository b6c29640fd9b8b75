import type { TieGroups } from '../ranking/TieGroups.ts';
import type { ChunkedArray } from './ChunkedArray.ts';
import { DistinctScores } from './DistinctScores.ts';

/** Pixels grouped by score, and the per-region overlap that each group adds. */
export interface PixelGroups {
  /** 2·U + 1 groups for U distinct defective scores: the odd ones are these scores, highest first, the even ones the good pixels in between. */
  readonly groups: TieGroups;
  /** The share of the mean overlap over all regions that each group adds; sums to 1. */
  readonly overlapGain: Float64Array;
  /** The distinct defective scores, ascending. */
  readonly values: Float32Array;
}

/**
 * Counts good pixels against the distinct scores of the defective ones. The ranking metrics depend
 * on good pixels only through these counts, so the many good pixels need no sort.
 * Cost: a sort of the defective scores, then linear; up to 44 bytes per defective pixel.
 *
 * @param goodScores finite float32.
 * @param defectiveScores finite float32, at least one.
 * @param defectiveRegions region index of each defective pixel, as long as `defectiveScores` and
 *   cut into the same chunks.
 * @param regionAreas pixels of each region.
 */
export function groupPixels(
  goodScores: ChunkedArray<Float32Array>,
  defectiveScores: ChunkedArray<Float32Array>,
  defectiveRegions: ChunkedArray<Uint32Array>,
  regionAreas: readonly number[],
): PixelGroups {
  const distinct = new DistinctScores(defectiveScores.concatenated());
  const { values } = distinct;
  const groupsCount = 2 * values.length + 1;
  const good = new Uint32Array(groupsCount);
  const defective = new Uint32Array(groupsCount);
  const overlapGain = new Float64Array(groupsCount);
  const [lowest, highest] = [values[0], values[values.length - 1]];
  let scratch = new Float32Array(0);
  for (const chunk of goodScores.chunks()) {
    if (scratch.length < chunk.length) scratch = new Float32Array(chunk.length);
    const scores = coarselySorted(chunk, lowest, highest, scratch);
    for (let i = 0; i < scores.length; i++) {
      const bound = distinct.lowerBound(scores[i]);
      const tied = values[bound] === scores[i] ? 1 : 0;
      good[2 * (values.length - bound) - tied]++;
    }
  }
  const regionChunks = [...defectiveRegions.chunks()];
  for (const [n, chunk] of [...defectiveScores.chunks()].entries()) {
    const regions = regionChunks[n];
    for (let i = 0; i < chunk.length; i++) {
      const group = 2 * (values.length - distinct.lowerBound(chunk[i])) - 1;
      defective[group]++;
      overlapGain[group] += 1 / regionAreas[regions[i]] / regionAreas.length;
    }
  }
  const groups = {
    defective,
    good,
    defectiveTotal: defectiveScores.length,
    goodTotal: goodScores.length,
  };
  return { groups, overlapGain, values };
}

const stretches = 1024;

/**
 * Copies scores in the order of the 1024 equal stretches of a range that they lie in, lowest first (one
 * counting sort). Looking them up in that order accesses memory in order, which is several times faster
 * than in the order of the pixels of a noisy map. Linear.
 *
 * @param scores finite float32; scores outside the range count to the stretches at its ends.
 * @param lowest start of the range, finite.
 * @param highest end of the range, finite, not below `lowest`.
 * @param scratch receives the copy; at least as long as `scores`.
 * @returns a view on `scratch`.
 */
function coarselySorted(
  scores: Float32Array,
  lowest: number,
  highest: number,
  scratch: Float32Array,
): Float32Array {
  const perUnit = highest > lowest ? stretches / (highest - lowest) : 0;
  const ends = new Uint32Array(stretches);
  for (let i = 0; i < scores.length; i++) ends[stretchOf(scores[i], lowest, perUnit)]++;
  for (let s = 1; s < stretches; s++) ends[s] += ends[s - 1];
  for (let i = 0; i < scores.length; i++) {
    scratch[--ends[stretchOf(scores[i], lowest, perUnit)]] = scores[i];
  }
  return scratch.subarray(0, scores.length);
}

function stretchOf(score: number, lowest: number, perUnit: number): number {
  const stretch = (score - lowest) * perUnit;
  return stretch <= 0 ? 0 : stretch >= stretches ? stretches - 1 : Math.floor(stretch);
}
