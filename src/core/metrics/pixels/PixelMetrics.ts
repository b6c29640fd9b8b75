import { connectedComponents } from '../../regions/index.ts';
import type { Grid } from '../../tensor/index.ts';
import type { BootstrapOptions } from '../intervals/bootstrapIntervals.ts';
import { aurocOfGroups } from '../ranking/auroc.ts';
import { averagePrecisionOfGroups } from '../ranking/averagePrecision.ts';
import { ChunkedArray } from './ChunkedArray.ts';
import { groupPixels, type PixelGroups } from './groupPixels.ts';
import { auproOfGroups, type OverlapPoint, overlapCurveOfGroups } from './overlap.ts';
import { type ImagePixels, pixelHistograms } from './pixelHistograms.ts';
import { type PixelIntervals, pixelIntervals } from './pixelIntervals.ts';

/** Pixel metrics over all images; a figure is null if it is not defined, that is, without defective or without good pixels. */
export interface PixelMetricsResult {
  /** Area under the ROC curve over all pixels, 0..1. */
  readonly pixelAuroc: number | null;
  /** Average precision over all pixels, 0..1. */
  readonly pixelAveragePrecision: number | null;
  /** Area under the per-region overlap curve up to a false-positive rate of 0.30, divided by that rate, 0..1. */
  readonly aupro30: number | null;
  /** Area under the per-region overlap curve up to a false-positive rate of 0.05, divided by that rate, 0..1. */
  readonly aupro05: number | null;
  /** Number of pixels. */
  readonly pixels: number;
  /** Number of pixels marked defective. */
  readonly defectivePixels: number;
  /** Number of defective regions: 8-connected components of the masks. */
  readonly regionsCount: number;
}

/**
 * Collects anomaly maps with their masks, one image at a time, and computes the exact pixel metrics:
 * nothing is binned, and ties count as ties.
 *
 * Memory: 4 bytes per good pixel and 8 per defective pixel, plus at most 12 MB; maps and masks are
 * copied, not kept. While running, `add` needs about 25 more bytes per pixel of its image, and `result`
 * up to 44 more bytes per defective pixel and 4 MB; 20 of the 44 bytes are kept until the next `add`.
 * At most 2^32 − 1 pixels.
 *
 * @example
 * ```ts
 * import { Grid, PixelMetrics } from 'nominal-vision/core';
 *
 * const metrics = new PixelMetrics();
 * // A defective image of 2 × 3 pixels: the mask marks its right column, where the scores are high.
 * const map = new Grid(2, 3, Float32Array.of(0.1, 0.2, 0.9, 0.2, 0.1, 0.8));
 * metrics.add(map, Uint8Array.of(0, 0, 1, 0, 0, 1));
 * // A good image needs no mask.
 * metrics.add(new Grid(2, 3, Float32Array.of(0.1, 0.1, 0.2, 0.1, 0.3, 0.1)), null);
 *
 * const { pixelAuroc, aupro30, regionsCount } = metrics.result();
 * console.log(pixelAuroc, aupro30, regionsCount); // 1 1 1
 * ```
 */
export class PixelMetrics {
  readonly #goodScores: ChunkedArray<Float32Array>;
  readonly #defectiveScores: ChunkedArray<Float32Array>;
  /** Index into `#regionAreas` of each defective pixel. */
  readonly #defectiveRegions: ChunkedArray<Uint32Array>;
  readonly #regionAreas: number[] = [];
  readonly #images: ImagePixels[] = [];
  #grouped: PixelGroups | null = null;

  /** @param options `chunkLength`: number of values by which storage grows, 2^20 by default. */
  constructor(options: { readonly chunkLength?: number } = {}) {
    const { chunkLength = 2 ** 20 } = options;
    this.#goodScores = new ChunkedArray((length) => new Float32Array(length), chunkLength);
    this.#defectiveScores = new ChunkedArray((length) => new Float32Array(length), chunkLength);
    this.#defectiveRegions = new ChunkedArray((length) => new Uint32Array(length), chunkLength);
  }

  /**
   * Adds one image; nothing is added if it throws. Linear in the pixels.
   *
   * @param map score per pixel, finite, higher = more anomalous.
   * @param mask 0 = good, anything else = defective, row-major, as many values as the map; null =
   *   all pixels are good.
   * @throws RangeError if the mask has another size than the map or a score is not finite.
   */
  add(map: Grid, mask: Uint8Array | null): void {
    const scores = map.data;
    if (mask !== null && mask.length !== scores.length) {
      throw new RangeError(
        `mask of a ${map.height} x ${map.width} map needs ${scores.length} values, got ${mask.length}`,
      );
    }
    for (let i = 0; i < scores.length; i++) {
      if (!Number.isFinite(scores[i])) {
        throw new RangeError(`score of pixel ${i} must be finite, got ${scores[i]}`);
      }
    }
    this.#grouped = null;
    if (mask === null) {
      this.#goodScores.append(scores);
      this.#images.push({ good: scores.length, defective: 0, regions: 0, masked: false });
    } else this.#addMasked(map, mask);
  }

  #addMasked(map: Grid, mask: Uint8Array): void {
    const { labels, count } = connectedComponents(mask, map.height, map.width, 8);
    const firstRegion = this.#regionAreas.length;
    for (let region = 0; region < count; region++) this.#regionAreas.push(0);
    const good = new Float32Array(labels.length);
    const defective = new Float32Array(labels.length);
    const regions = new Uint32Array(labels.length);
    let defectiveCount = 0;
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] === 0) {
        good[i - defectiveCount] = map.data[i];
      } else {
        const region = firstRegion + labels[i] - 1;
        this.#regionAreas[region]++;
        defective[defectiveCount] = map.data[i];
        regions[defectiveCount++] = region;
      }
    }
    const goodCount = labels.length - defectiveCount;
    this.#images.push({ good: goodCount, defective: defectiveCount, regions: count, masked: true });
    this.#goodScores.append(good.subarray(0, goodCount));
    this.#defectiveScores.append(defective.subarray(0, defectiveCount));
    this.#defectiveRegions.append(regions.subarray(0, defectiveCount));
  }

  /** The metrics of all images added so far. More images may be added afterwards. */
  result(): PixelMetricsResult {
    const counts = {
      pixels: this.#goodScores.length + this.#defectiveScores.length,
      defectivePixels: this.#defectiveScores.length,
      regionsCount: this.#regionAreas.length,
    };
    if (this.#defectiveScores.length === 0 || this.#goodScores.length === 0) {
      const none = { pixelAuroc: null, pixelAveragePrecision: null, aupro30: null, aupro05: null };
      return { ...none, ...counts };
    }
    const { groups, overlapGain } = this.#groups();
    return {
      pixelAuroc: aurocOfGroups(groups),
      pixelAveragePrecision: averagePrecisionOfGroups(groups),
      aupro30: auproOfGroups(groups, overlapGain, 0.3),
      aupro05: auproOfGroups(groups, overlapGain, 0.05),
      ...counts,
    };
  }

  /**
   * 95 % intervals of the metrics over the choice of the images, see `pixelIntervals`; null if no
   * metric is defined. Needs up to 16 kB per image while it runs.
   */
  intervals(options: BootstrapOptions = {}): PixelIntervals | null {
    if (this.#defectiveScores.length === 0 || this.#goodScores.length === 0) return null;
    const histograms = pixelHistograms(
      this.#images,
      this.#groups(),
      this.#goodScores,
      this.#defectiveScores,
      this.#defectiveRegions,
      this.#regionAreas,
    );
    return pixelIntervals(histograms, options);
  }

  /** The per-region overlap curve of all images added so far, for drawing; null if it is not defined. */
  overlapCurve(): OverlapPoint[] | null {
    if (this.#defectiveScores.length === 0 || this.#goodScores.length === 0) return null;
    const { groups, overlapGain } = this.#groups();
    return overlapCurveOfGroups(groups, overlapGain);
  }

  /** Grouping takes seconds for large sets, so the groups are kept until an image is added. */
  #groups(): PixelGroups {
    this.#grouped ??= groupPixels(
      this.#goodScores,
      this.#defectiveScores,
      this.#defectiveRegions,
      this.#regionAreas,
    );
    return this.#grouped;
  }
}
