import type { Random } from '../../random/index.ts';
import type { Labels } from '../Labels.ts';
import { descendingOrder } from '../ranking/TieGroups.ts';

/**
 * Draws items with replacement, as many of each class as there are, so that both classes occur in
 * every resample. The generator never ends.
 *
 * Items that are not independent, such as views of one part, are drawn together if their groups are
 * given: drawn one by one, they would count as more independent items than there are.
 *
 * @param labels one label per item, `true` or non-zero = defective.
 * @param groups one group per item; all must hold the same number of good items and the same number of
 *   defective items, and at least one of each. Without groups every item is drawn by itself.
 * @returns indices of the items drawn; the array is reused for each resample.
 * @throws RangeError if there is not one group per item, or the groups differ in their items.
 */
export function* resampleByClass(
  labels: Labels,
  random: Random,
  groups?: ArrayLike<number>,
): Generator<Uint32Array, never> {
  const strata = groups === undefined ? classesOf(labels) : [wholeGroups(labels, groups)];
  const drawn = new Uint32Array(labels.length);
  for (;;) {
    let next = 0;
    for (const units of strata) {
      for (let i = 0; i < units.length; i++)
        for (const item of units[random.integer(units.length)]) drawn[next++] = item;
    }
    yield drawn;
  }
}

/** The items of each class; each item is drawn by itself. */
function classesOf(labels: Labels): number[][][] {
  const all = Array.from({ length: labels.length }, (_, i) => [i]);
  return [all.filter(([i]) => !labels[i]), all.filter(([i]) => Boolean(labels[i]))];
}

/** The items of each group. */
function wholeGroups(labels: Labels, groups: ArrayLike<number>): number[][] {
  if (groups.length !== labels.length) {
    throw new RangeError(`${labels.length} items need as many groups, got ${groups.length}`);
  }
  const units = new Map<number, number[]>();
  for (let i = 0; i < groups.length; i++) {
    const unit = units.get(groups[i]) ?? [];
    unit.push(i);
    units.set(groups[i], unit);
  }
  const makeUps = [...units.values()].map((unit) => {
    const defective = unit.filter((i) => labels[i]).length;
    return { good: unit.length - defective, defective };
  });
  for (const { good, defective } of makeUps) {
    if (good === 0 || defective === 0) {
      throw new RangeError(`a group needs items of both classes, got ${good} and ${defective}`);
    }
    if (good !== makeUps[0].good || defective !== makeUps[0].defective) {
      throw new RangeError('groups must hold as many items of each class as each other');
    }
  }
  return [...units.values()];
}

/**
 * Scored items whose resamples are ordered by descending score, so that no statistic has to sort them
 * again: sorting a thousand resamples would be most of the work.
 */
export class RankedItems {
  /** Scores of the last resample; overwritten by the next. */
  readonly drawnScores: Float64Array;
  /** Labels of the last resample; overwritten by the next. */
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

  /** Makes the next resample. @param drawn indices of items, as many as there are items. */
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
