import type { Grid } from '../../tensor/index.ts';

/** The verdicts of one threshold on all pixels. */
export interface PixelConfusionResult {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /**
   * SegF1: harmonic mean of the precision and recall of all pixels together, 0..1
   * (Heckler-Kram et al., "The MVTec AD 2 Dataset", 2025); null if no pixel is defective.
   */
  readonly f1: number | null;
}

/** Counts the pixels of anomaly maps that a threshold judges correctly or wrongly, one image at a time. */
export class PixelConfusion {
  readonly #threshold: number;
  #truePositives = 0;
  #falsePositives = 0;
  #falseNegatives = 0;

  /** @param threshold a pixel is anomalous if its score is greater; any number except NaN. */
  constructor(threshold: number) {
    if (Number.isNaN(threshold)) throw new RangeError('threshold must be a number, got NaN');
    this.#threshold = threshold;
  }

  /**
   * Adds one image. Linear in the pixels.
   *
   * @param map score per pixel, higher = more anomalous.
   * @param mask 0 = good, anything else = defective, row-major; null = all pixels are good.
   * @throws RangeError if the mask has another size than the map, or a score is NaN; nothing is added then.
   */
  add(map: Grid, mask: Uint8Array | null): void {
    const scores = map.data;
    if (mask !== null && mask.length !== scores.length) {
      throw new RangeError(`mask needs ${scores.length} values, got ${mask.length}`);
    }
    if (scores.some(Number.isNaN)) throw new RangeError('a map must hold numbers, got NaN');
    for (let i = 0; i < scores.length; i++) {
      const anomalous = scores[i] > this.#threshold;
      const defective = mask !== null && mask[i] !== 0;
      if (anomalous && defective) this.#truePositives++;
      else if (anomalous) this.#falsePositives++;
      else if (defective) this.#falseNegatives++;
    }
  }

  /** The counts of all images added so far. */
  result(): PixelConfusionResult {
    const truePositives = this.#truePositives;
    const falsePositives = this.#falsePositives;
    const falseNegatives = this.#falseNegatives;
    const defective = truePositives + falseNegatives;
    const f1 =
      defective === 0 ? null : (2 * truePositives) / (truePositives + falsePositives + defective);
    return { truePositives, falsePositives, falseNegatives, f1 };
  }
}
