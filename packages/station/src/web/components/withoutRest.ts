/**
 * Counts without those at which nothing happened, so that their line covers no other at zero. The zero
 * right after a count stays: the line comes down to it.
 */
export function withoutRest(counts: readonly (number | null)[]): (number | null)[] {
  return counts.map((value, i) => (value === 0 && (counts[i - 1] ?? 0) === 0 ? null : value));
}
