import type { ChunkedArray } from './ChunkedArray.ts';
import { DistinctScores } from './DistinctScores.ts';
import type { PixelGroups } from './groupPixels.ts';

/** How many pixels an image brought, in the order in which it was added. */
export interface ImagePixels {
  readonly good: number;
  readonly defective: number;
  readonly regions: number;
  /** Whether it came with a mask, though that may mark nothing. */
  readonly masked: boolean;
}

/** The pixels of one image by score, highest first. */
export interface PixelHistogram {
  readonly good: Uint32Array;
  readonly defective: Uint32Array;
  /** What each bin adds to the overlaps of the image's regions, summed over these. */
  readonly overlap: Float64Array;
  readonly regions: number;
  readonly masked: boolean;
}

/** The scores that bins are cut at. */
const CUTS = 384;
/** The false-positive rate below which bins are finer, for what counts there is the start of the curves. */
const FINE_RATE = 0.05;

/**
 * The pixels of each image in bins that all images share. Up to 384 distinct defective scores every
 * score has a bin of its own and nothing is lost; of more, bins are cut where they hold like shares of
 * the defective and good pixels, of the regions' overlap, and of the good pixels with the highest
 * scores, so that a metric over the bins differs little from that over the pixels.
 */
export function pixelHistograms(
  images: readonly ImagePixels[],
  groups: PixelGroups,
  goodScores: ChunkedArray<Float32Array>,
  defectiveScores: ChunkedArray<Float32Array>,
  defectiveRegions: ChunkedArray<Uint32Array>,
  regionAreas: readonly number[],
): PixelHistogram[] {
  const cuts = new DistinctScores(cutScores(groups));
  const bins = 2 * cuts.values.length + 1;
  const histograms = images.map(({ regions, masked }) => ({
    good: new Uint32Array(bins),
    defective: new Uint32Array(regions === 0 ? 0 : bins),
    overlap: new Float64Array(regions === 0 ? 0 : bins),
    regions,
    masked,
  }));
  const binOf = (score: number) => {
    const bound = cuts.lowerBound(score);
    return 2 * (cuts.values.length - bound) - (cuts.values[bound] === score ? 1 : 0);
  };
  const goodOf = imageByImage(images.map(({ good }) => good));
  for (const chunk of goodScores.chunks()) {
    for (const score of chunk) histograms[goodOf()].good[binOf(score)]++;
  }
  const defectiveOf = imageByImage(images.map(({ defective }) => defective));
  const regionChunks = [...defectiveRegions.chunks()];
  for (const [n, chunk] of [...defectiveScores.chunks()].entries()) {
    for (const [i, score] of chunk.entries()) {
      const own = histograms[defectiveOf()];
      const bin = binOf(score);
      own.defective[bin]++;
      own.overlap[bin] += 1 / regionAreas[regionChunks[n][i]];
    }
  }
  return histograms;
}

/** Says, called once per pixel, which image it is of. */
function imageByImage(counts: readonly number[]): () => number {
  let image = 0;
  let left = counts[0] ?? 0;
  return () => {
    while (left === 0) left = counts[++image];
    left--;
    return image;
  };
}

/** Distinct defective scores at which bins are cut, no more than `CUTS`. */
function cutScores({ groups, overlapGain, values }: PixelGroups): Float32Array {
  const { good, defective, goodTotal, defectiveTotal } = groups;
  if (values.length <= CUTS) return values.slice();
  const kept: number[] = [];
  let goodAbove = 0;
  let held = 0;
  // Overlap, defective pixels, good pixels, and the good pixels below the fine rate: four wholes to share out.
  const share = 4 / CUTS;
  for (let group = 0; group < good.length; group++) {
    const fine = Math.max(0, Math.min(good[group], FINE_RATE * goodTotal - goodAbove));
    goodAbove += good[group];
    held +=
      overlapGain[group] +
      defective[group] / defectiveTotal +
      good[group] / goodTotal +
      fine / (FINE_RATE * goodTotal);
    if (group % 2 === 0 || held < share * (kept.length + 1)) continue;
    // Odd groups are the distinct scores themselves, the highest first.
    kept.push(values[values.length - 1 - (group >> 1)]);
  }
  return Float32Array.from(kept.length === 0 ? values.slice(-1) : kept);
}
