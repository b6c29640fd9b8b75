import type { Labels } from '../checkScores.ts';
import { descendingOrder } from '../ranking/descendingOrder.ts';

/**
 * Scored items whose resamples come out highest score first, so that no statistic has to sort them
 * again: of a thousand resamples that would be most of the work.
 */
export class RankedItems {
  /** Scores and labels of the last resample; filled anew for each. */
  readonly drawnScores: Float64Array;
  readonly drawnLabels: Uint8Array;
  readonly #scores: ArrayLike<number>;
  readonly #labels: Labels;
  readonly #order: Uint32Array;
  readonly #times: Uint32Array;

  /**
   * @param scores one per item.
   * @param labels one per item, `true` or non-zero = defective.
   * @throws RangeError if the lengths differ.
   */
  constructor(scores: ArrayLike<number>, labels: Labels) {
    if (scores.length !== labels.length) {
      throw new RangeError(`${scores.length} scores need as many labels, got ${labels.length}`);
    }
    this.#scores = scores;
    this.#labels = labels;
    this.#order = descendingOrder(scores);
    this.#times = new Uint32Array(scores.length);
    this.drawnScores = new Float64Array(scores.length);
    this.drawnLabels = new Uint8Array(scores.length);
  }

  /** @param drawn indices of items, as many as there are. */
  draw(drawn: ArrayLike<number>): void {
    this.#times.fill(0);
    for (let i = 0; i < drawn.length; i++) this.#times[drawn[i]]++;
    let next = 0;
    for (const item of this.#order) {
      for (let n = this.#times[item]; n > 0; n--) {
        this.drawnScores[next] = this.#scores[item];
        this.drawnLabels[next++] = this.#labels[item] ? 1 : 0;
      }
    }
  }
}
