import { closest, distance } from 'fastest-levenshtein';

/** ", did you mean …?" where a known name is near enough to be a slip of the fingers. */
export function suggestion(name: string, known: readonly string[]): string {
  const nearest = closest(name, known);
  return distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, name.length / 3)
    ? `, did you mean "${nearest}"?`
    : '';
}
