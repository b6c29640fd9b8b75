/** Three steps or fewer up to a count, and as many below: 0 and whole numbers whose step is 1, 2 or 5 times a power of ten. */
export function wholeTicks(most: number): number[] {
  let power = 1;
  while (10 * power * 3 < most) power *= 10;
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((size) => size * 3 >= most) ?? most;
  const steps = Math.floor(most / step);
  return Array.from({ length: 2 * steps + 1 }, (_, i) => (i - steps) * step);
}
