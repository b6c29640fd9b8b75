import type { TunedCandidate, TuningAxes } from './Tuning.ts';

/** One value of each searched setting. */
export type Choice = { readonly [Key in keyof TuningAxes]: TuningAxes[Key][number] };

/** The searched settings as a fit takes them: taps that are the network's own are left out. */
export function candidateOptions({ taps, ...others }: Choice): TunedCandidate['options'] {
  return { ...others, ...(taps === undefined ? {} : { taps: [...taps] }) };
}
