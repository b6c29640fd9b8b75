import type { ChunkedArray } from './ChunkedArray.ts';
import { DistinctScores } from './DistinctScores.ts';
import type { PixelGroups } from './groupPixels.ts';

/** The number of pixels that an image added. */
export interface ImagePixels {
  readonly good: number;
  readonly defective: number;
  readonly regions: number;
  /** Whether the image came with a mask, even one that marks nothing. */
  readonly masked: boolean;
}

/** The pixels of one image by bins of scores, highest first. */
export interface PixelHistogram {
  readonly good: Uint32Array;
  readonly defective: Uint32Array;
  /** The overlap that each bin adds, summed over the image's regions. */
  readonly overlap: Float64Array;
  readonly regions: number;
  readonly masked: boolean;
}

/** Number of scores that bins are cut at. */
const CUTS = 384;
/** The false-positive rate below which bins are finer, because the start of the curves matters most. */
const FINE_RATE = 0.05;

/**
 * The pixels of each image in bins that all images share. With up to 384 distinct defective scores every
 * score has a bin of its own and nothing is lost. With more, bins are cut so that they hold similar shares
 * of the defective and good pixels, of the regions' overlap, and of the good pixels with the highest
 * scores; a metric over the bins then differs little from the metric over the pixels.
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

/** Returns a function that, called once per pixel, gives the image of that pixel. */
function imageByImage(counts: readonly number[]): () => number {
  let image = 0;
  let left = counts[0] ?? 0;
  return () => {
    while (left === 0) left = counts[++image];
    left--;
    return image;
  };
}

/** The distinct defective scores at which bins are cut, at most `CUTS`. */
function cutScores({ groups, overlapGain, values }: PixelGroups): Float32Array {
  const { good, defective, goodTotal, defectiveTotal } = groups;
  if (values.length <= CUTS) return values.slice();
  const kept: number[] = [];
  let goodAbove = 0;
  let held = 0;
  // Overlap, defective pixels, good pixels, and the good pixels below the fine rate: four totals of 1 to share out.
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
    // Odd groups are the distinct scores themselves, highest first.
    kept.push(values[values.length - 1 - (group >> 1)]);
  }
  return Float32Array.from(kept.length === 0 ? values.slice(-1) : kept);
}
