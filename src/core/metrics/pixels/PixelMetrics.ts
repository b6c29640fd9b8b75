import { connectedComponents } from '../../regions/index.ts';
import type { Grid } from '../../tensor/index.ts';
import { auproOfGroups, type OverlapPoint, overlapCurveOfGroups } from './overlap.ts';
import { aurocOfGroups } from '../ranking/auroc.ts';
import { averagePrecisionOfGroups } from '../ranking/averagePrecision.ts';
import { ChunkedArray } from './ChunkedArray.ts';
import { groupPixels, type PixelGroups } from './groupPixels.ts';
import type { BootstrapOptions } from '../intervals/bootstrapIntervals.ts';
import { type ImagePixels, pixelHistograms } from './pixelHistograms.ts';
import { type PixelIntervals, pixelIntervals } from './pixelIntervals.ts';

/** Pixel metrics over all images; a figure is null where it is not defined, as without a defective or without a good pixel. */
export interface PixelMetricsResult {
  /** Area under the ROC curve over all pixels, 0..1. */
  readonly pixelAuroc: number | null;
  /** Average precision over all pixels, 0..1. */
  readonly pixelAveragePrecision: number | null;
  /** Area under the per-region overlap curve up to a false-positive rate of 0.30, divided by it, 0..1. */
  readonly aupro30: number | null;
  /** The same up to a false-positive rate of 0.05. */
  readonly aupro05: number | null;
  /** Pixels seen. */
  readonly pixels: number;
  /** Pixels marked defective. */
  readonly defectivePixels: number;
  /** Defective regions: 8-connected components of the masks. */
  readonly regionsCount: number;
}

/**
 * Gathers anomaly maps with their masks, one image at a time, and gives the exact pixel metrics
 * (nothing is binned, ties count as ties).
 *
 * Memory: 4 bytes per good pixel and 8 per defective pixel, plus at most 12 MB; maps and masks are
 * copied from, not kept. While they run, `add` takes about 25 bytes per pixel of its image more and
 * `result` up to 44 bytes per defective pixel and 4 MB, of which 20 are kept until `add`. At most 2^32 − 1 pixels.
 */
export class PixelMetrics {
  readonly #goodScores: ChunkedArray<Float32Array>;
  readonly #defectiveScores: ChunkedArray<Float32Array>;
  /** Index into `#regionAreas` of each defective pixel. */
  readonly #defectiveRegions: ChunkedArray<Uint32Array>;
  readonly #regionAreas: number[] = [];
  readonly #images: ImagePixels[] = [];
  #grouped: PixelGroups | null = null;

  /** @param options `chunkLength`: values by which storage grows, 2^20 unless told. */
  constructor(options: { readonly chunkLength?: number } = {}) {
    const { chunkLength = 2 ** 20 } = options;
    this.#goodScores = new ChunkedArray((length) => new Float32Array(length), chunkLength);
    this.#defectiveScores = new ChunkedArray((length) => new Float32Array(length), chunkLength);
    this.#defectiveRegions = new ChunkedArray((length) => new Uint32Array(length), chunkLength);
  }

  /**
   * Takes in one image; nothing is taken in if it throws. Linear in the pixels.
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

  /** The metrics of all images added so far; more may be added afterwards. */
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
   * 95 % intervals of the metrics over the choice of the images, see {@link pixelIntervals}; null for
   * all where no metric is defined. While it runs it takes up to 16 kB per image.
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

  /** The per-region overlap curve of all images added so far, for drawing; null where it is not defined. */
  overlapCurve(): OverlapPoint[] | null {
    if (this.#defectiveScores.length === 0 || this.#goodScores.length === 0) return null;
    const { groups, overlapGain } = this.#groups();
    return overlapCurveOfGroups(groups, overlapGain);
  }

  /** Grouping takes seconds for large sets, so it is kept until an image is added. */
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
