import type { Random } from '../random/Random.ts';
import type { Labels } from './checkScores.ts';

/**
 * Draws items with replacement, as many of each class as there are, so that both classes occur in
 * every resample. Endless.
 *
 * @param labels one label per item, `true` or non-zero = defective.
 * @returns indices of the items drawn; the array is filled anew for each resample.
 */
export function* resampleByClass(labels: Labels, random: Random): Generator<Uint32Array, never> {
  const all = Array.from({ length: labels.length }, (_, i) => i);
  const classes = [all.filter((i) => !labels[i]), all.filter((i) => Boolean(labels[i]))];
  const drawn = new Uint32Array(labels.length);
  for (;;) {
    let next = 0;
    for (const members of classes) {
      for (let i = 0; i < members.length; i++)
        drawn[next++] = members[random.integer(members.length)];
    }
    yield drawn;
  }
}
