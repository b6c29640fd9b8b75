import type { Random } from '../../random/Random.ts';
import type { Labels } from '../checkScores.ts';

/**
 * Draws items with replacement, as many of each class as there are, so that both classes occur in
 * every resample. Endless.
 *
 * Items that share more than chance, such as views of one part, are drawn together where their
 * groups are given: drawn one by one they would pass for more independent items than there are.
 *
 * @param labels one label per item, `true` or non-zero = defective.
 * @param groups one group per item; each must hold as many items of each class as every other, and
 *   some of both. Without them every item is drawn by itself.
 * @returns indices of the items drawn; the array is filled anew for each resample.
 * @throws RangeError for groups that differ in number or make-up.
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

/** The items of each class, each drawn by itself. */
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
