import { Grid } from '../tensor/index.ts';

/** Number of levels of {@link mapTail}: shares 1/2, 1/4, … 1/2¹⁵ of the pixels, then the largest value. */
export const MAP_TAIL_LEVELS = 16;

/** Decades over which the last slope is taken, for values beyond all values of good images. */
const SLOPE_DECADES = 1;
/** Rarity at which values end: far beyond good images, even rarer values are not told apart. */
const MAX_RARITY = 12;
const TABLE_STEPS = 512;

/**
 * Summarizes the upper half of an anomaly map's values in a few numbers: the j-th is exceeded by the share
 * 2^−(j+1) of the pixels, the last is the largest value.
 *
 * @param inspected number of pixels that were inspected; the others are 0 and do not count.
 */
export function mapTail(map: Grid, inspected = map.data.length): Float32Array {
  // From level to level the values that are looked at are half as many.
  let values = map.data.slice();
  return Float32Array.from({ length: MAP_TAIL_LEVELS }, (_, level) => {
    const share = level === MAP_TAIL_LEVELS - 1 ? 0 : 2 ** -(level + 1);
    const place = Math.max(0, inspected - 1 - Math.floor(share * inspected));
    const position = values.length - (inspected - place);
    partition(values, position);
    values = values.subarray(position);
    return values[0];
  });
}

/** Moves values so that the one at `position` is where sorting would put it, and none after it is less. */
function partition(values: Float32Array, position: number): void {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let [left, right] = [low, high];
    while (left <= right) {
      while (values[left] < pivot) left++;
      while (values[right] > pivot) right--;
      if (left > right) break;
      const value = values[left];
      values[left++] = values[right];
      values[right--] = value;
    }
    if (position <= right) high = right;
    else if (position >= left) low = left;
    else return;
  }
}

/**
 * Measures how rare a value of the anomaly map is among the pixels of good images, in decades:
 * −log₁₀ P(a good image's pixel ≥ value). A rarity of 4 is one pixel in ten thousand, for every product.
 *
 * Rarities are interpolated up to the largest values of the good images. Beyond, they continue in a
 * straight line, as for an exponential tail, and end at 12.
 */
export class MapRarity {
  readonly #lowest: number;
  readonly #highest: number;
  readonly #table: Float64Array;
  readonly #slope: number;

  /** @param tails one {@link mapTail} for each of the n good images, n ≥ 1, end to end. */
  constructor(tails: Float32Array) {
    if (tails.length === 0 || tails.length % MAP_TAIL_LEVELS !== 0) {
      throw new RangeError(`expected rows of ${MAP_TAIL_LEVELS} values, got ${tails.length}`);
    }
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (const value of tails) {
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
    this.#lowest = lowest;
    this.#highest = highest;
    const step = (highest - lowest) / TABLE_STEPS;
    this.#table = Float64Array.from({ length: TABLE_STEPS + 1 }, (_, i) =>
      i === TABLE_STEPS
        ? -Math.log10(2 ** -MAP_TAIL_LEVELS / (tails.length / MAP_TAIL_LEVELS))
        : -Math.log10(meanExceedance(tails, lowest + i * step)),
    );
    this.#slope = this.#lastSlope(step);
  }

  /** The rarity of one value, in decades, 0..12; NaN for NaN, which must not pass as common. */
  of(value: number): number {
    if (value <= this.#lowest) return 0;
    if (value >= this.#highest) {
      const beyond = (value - this.#highest) * this.#slope;
      return Math.min(MAX_RARITY, this.#table[TABLE_STEPS] + beyond);
    }
    const at = ((value - this.#lowest) / (this.#highest - this.#lowest)) * TABLE_STEPS;
    const low = Math.min(TABLE_STEPS - 1, Math.floor(at));
    return this.#table[low] + (this.#table[low + 1] - this.#table[low]) * (at - low);
  }

  /** The map of the rarities of a map's values. */
  map({ height, width, data }: Grid): Grid {
    return new Grid(
      height,
      width,
      data.map((value) => this.of(value)),
    );
  }

  /** The slope over the last decade of the table, in decades per unit of the map. */
  #lastSlope(step: number): number {
    if (!(step > 0)) return Number.POSITIVE_INFINITY;
    const last = this.#table[TABLE_STEPS];
    let at = TABLE_STEPS - 1;
    while (at > 0 && this.#table[at] > last - SLOPE_DECADES) at--;
    return (last - this.#table[at]) / ((TABLE_STEPS - at) * step);
  }
}

/** The share of an image's pixels that reach the value, by log-linear interpolation, as a mean over the images. */
function meanExceedance(tails: Float32Array, value: number): number {
  let sum = 0;
  for (let start = 0; start < tails.length; start += MAP_TAIL_LEVELS) {
    let level = 0;
    while (level < MAP_TAIL_LEVELS && tails[start + level] < value) level++;
    if (level === MAP_TAIL_LEVELS) continue;
    // At least half of all pixels lie below the first level; their values do not matter.
    const below = level === 0 ? value : tails[start + level - 1];
    const width = tails[start + level] - below;
    const part = width > 0 ? (value - below) / width : 0;
    sum += 2 ** -(level + part);
  }
  return sum / (tails.length / MAP_TAIL_LEVELS);
}
