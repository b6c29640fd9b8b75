import { gaussianBlur } from '../image/index.ts';
import { quantile } from '../metrics/index.ts';
import { Grid } from '../tensor/index.ts';

/**
 * The statistics of good images' patch scores at each place of the patch grid. A border, an edge of the
 * part or a hole whose position varies scores higher than plain surface on every good image, so a score
 * must be compared with those at the same place.
 */
export interface PlaceStatistics {
  /** Mean patch score by cell, L2. */
  readonly mean: Grid;
  /** Standard deviation of the patch score by cell, L2, > 0. */
  readonly deviation: Grid;
  /** Mean over all cells, L2. */
  readonly level: number;
  /** Root of the mean variance over all cells, L2, > 0. */
  readonly spread: number;
}

/** Standard deviation of the smoothing over neighboring cells, since parts are not positioned to the cell. */
const SIGMA_CELLS = 2;
/** Weight of the whole grid's statistics in those of each cell, in images: few images say little about a single cell. */
const PRIOR_IMAGES = 10;

/** Whether the place of a patch explains scores of good images, so that it is worth standardizing by it. */
export interface PlaceExplanation {
  /**
   * By how much less a defect needs to score to stand out, as a logarithm, averaged over places: a
   * standardized score beyond what good images reach corresponds to a lower raw score at quiet places, and
   * to a higher one at busy places. Negative if it needs more.
   */
  readonly saved: number;
  /** How much places differ: the standard deviation of the logarithm of their mean scores. */
  readonly spread: number;
  /** Whether `saved` comes up to `spread`, with an allowance for places that hardly differ. */
  readonly explains: boolean;
}

/** Image scores are compared at these quantiles of good images. */
const COMPARED_QUANTILES = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95] as const;
/**
 * Where parts lie alike, standardizing saves more than places differ; where they lie at any angle, places
 * differ as well, but what is there in one image says little about the next. Places that differ by less
 * than this, as a logarithm, do no harm (decision 105).
 */
const HARMLESS_SPREAD = 0.03;

/** Accumulates the patch scores of good images, all on one patch grid, cell by cell. */
export class PlaceAccumulator {
  readonly #height: number;
  readonly #width: number;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  /** For each cell, the number of images that have it in scope. */
  readonly #images: Uint32Array;

  constructor(height: number, width: number) {
    this.#height = height;
    this.#width = width;
    this.#sums = new Float64Array(height * width);
    this.#squares = new Float64Array(height * width);
    this.#images = new Uint32Array(height * width);
  }

  /**
   * Adds one image.
   *
   * @param scope for each cell 0 if the image has no score there; null if it has scores everywhere.
   * @throws RangeError if the scores lie on another grid.
   */
  add(scores: Grid, scope: Uint8Array | null = null): void {
    if (scores.height !== this.#height || scores.width !== this.#width) {
      throw new RangeError(
        `expected a ${this.#height} x ${this.#width} grid, got ${scores.height} x ${scores.width}`,
      );
    }
    for (const [cell, score] of scores.data.entries()) {
      if (scope?.[cell] === 0) continue;
      this.#sums[cell] += score;
      this.#squares[cell] += score * score;
      this.#images[cell]++;
    }
  }

  /**
   * The statistics of the images added, optionally without one of them: an image must not be judged by
   * statistics that include it.
   *
   * @param without the patch scores of an added image that is left out.
   * @param scope the scope that this image was added with.
   * @returns null if no cell is left with two images or the scores do not vary at all.
   */
  statistics(without?: Grid, scope: Uint8Array | null = null): PlaceStatistics | null {
    const cells = this.#sums.length;
    const means = new Float32Array(cells);
    const variances = new Float32Array(cells);
    const images = Uint32Array.from(this.#images);
    for (let cell = 0; cell < cells; cell++) {
      const left = without === undefined || scope?.[cell] === 0;
      const own = left ? 0 : without.data[cell];
      if (!left) images[cell]--;
      if (images[cell] < 2) {
        images[cell] = 0;
        continue;
      }
      const mean = (this.#sums[cell] - own) / images[cell];
      means[cell] = mean;
      variances[cell] = Math.max(0, (this.#squares[cell] - own * own) / images[cell] - mean * mean);
    }
    const level = average(means, images);
    const variance = average(variances, images);
    if (!(variance > 0)) return null;
    const shrink = (values: Float32Array, prior: number) =>
      this.#smooth(values, images).map((value, cell) => {
        const share = images[cell] / (images[cell] + PRIOR_IMAGES);
        return share * value + (1 - share) * prior;
      });
    return {
      mean: new Grid(this.#height, this.#width, shrink(means, level)),
      deviation: new Grid(this.#height, this.#width, shrink(variances, variance).map(Math.sqrt)),
      level,
      spread: Math.sqrt(variance),
    };
  }

  /**
   * Compares image scores of the added images with and without standardization.
   *
   * @param raw image scores of unchanged patch scores, L2.
   * @param standardized image scores of the same images, each standardized by the others.
   */
  explanation(
    { mean, deviation, level, spread }: PlaceStatistics,
    raw: Float32Array,
    standardized: Float32Array,
  ): PlaceExplanation {
    const rawAscending = raw.slice().sort();
    const ascending = standardized.slice().sort();
    const cells = [...this.#images.keys()].filter(
      (cell) => this.#images[cell] > 1 && mean.data[cell] > 0,
    );
    const savings = COMPARED_QUANTILES.map((share) => {
      const reached = Math.log(quantile(rawAscending, share));
      const deviations = (quantile(ascending, share) - level) / spread;
      const needed = cells.map((cell) =>
        Math.log(Math.max(Number.MIN_VALUE, mean.data[cell] + deviations * deviation.data[cell])),
      );
      return reached - meanOf(needed);
    });
    const saved = meanOf(savings);
    const logs = cells.map((cell) => Math.log(mean.data[cell]));
    const center = meanOf(logs);
    const differ = Math.sqrt(meanOf(logs.map((log) => (log - center) ** 2)));
    return { saved, spread: differ, explains: saved >= differ - HARMLESS_SPREAD };
  }

  /** Smooths over the cells that have images; the others contribute nothing and become 0. */
  #smooth(values: Float32Array, images: Uint32Array): Float32Array {
    const smooth = this.#blurred(values);
    if (!images.includes(0)) return smooth;
    const cover = this.#blurred(Float32Array.from(images, (count) => (count === 0 ? 0 : 1)));
    return smooth.map((value, cell) => (images[cell] === 0 ? 0 : value / cover[cell]));
  }

  #blurred(values: Float32Array): Float32Array {
    return gaussianBlur(new Grid(this.#height, this.#width, values), SIGMA_CELLS).data;
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

/** The mean over the cells that have images; NaN if none has. */
function average(values: Float32Array, images: Uint32Array): number {
  let sum = 0;
  let count = 0;
  for (const [cell, value] of values.entries()) {
    if (images[cell] === 0) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

/**
 * Standardizes patch scores to what they would be if every place were like the average one:
 * level + spread · (score − mean) ÷ deviation, at least 0. They keep the scale of an L2 distance.
 *
 * @throws RangeError if the scores lie on another grid than the statistics.
 */
export function standardizePlaces(scores: Grid, statistics: PlaceStatistics): Grid {
  const { mean, deviation, level, spread } = statistics;
  if (scores.height !== mean.height || scores.width !== mean.width) {
    throw new RangeError(
      `statistics of ${mean.height} x ${mean.width} cells for scores of ${scores.height} x ${scores.width}`,
    );
  }
  const data = scores.data.map((score, cell) =>
    Math.max(0, level + (spread * (score - mean.data[cell])) / deviation.data[cell]),
  );
  return new Grid(scores.height, scores.width, data);
}
