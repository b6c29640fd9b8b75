/** A mask as lengths of runs of zero and of other values in turn, zeros first. */
export function maskRuns(mask: Uint8Array): number[] {
  const runs: number[] = [];
  let inside = false;
  let length = 0;
  for (const value of mask) {
    if ((value !== 0) !== inside) {
      runs.push(length);
      inside = !inside;
      length = 0;
    }
    length++;
  }
  return [...runs, length];
}

/** The mask of 0 and 1 that {@link maskRuns} made runs of. @throws RangeError if they do not add up to `length`. */
export function maskOfRuns(runs: readonly number[], length: number): Uint8Array {
  const mask = new Uint8Array(length);
  let at = 0;
  for (const [i, run] of runs.entries()) {
    if (i % 2 === 1) mask.fill(1, at, at + run);
    at += run;
  }
  if (at !== length) throw new RangeError(`runs of ${at} values for a mask of ${length}`);
  return mask;
}
