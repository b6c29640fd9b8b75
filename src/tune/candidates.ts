import { type FitOptions, resolveFitConfig } from '../config/index.ts';
import { NominalError } from '../errors/index.ts';
import type { TunedCandidate, TuningAxes } from './Tuning.ts';

/** One value of each searched setting. */
export type Choice = { readonly [Key in keyof TuningAxes]: TuningAxes[Key][number] };

/** The searched settings as options of a fit; the network's own taps are left out. */
export function candidateOptions({ taps, ...others }: Choice): TunedCandidate['options'] {
  return { ...others, ...(taps === undefined ? {} : { taps: [...taps] }) };
}

/**
 * Proves that a fit accepts every combination that a search may reach, so that none is refused after
 * minutes of fitting others.
 *
 * @throws NominalError `CONFIG_INVALID` that names the first candidate that is not allowed.
 */
export function assertCandidates(axes: TuningAxes, options: FitOptions): void {
  const choices = combinationsOf(axes);
  if (choices.length === 0) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'a searched setting has no value to try',
      expected: 'at least one value for each setting',
      received: JSON.stringify(axes),
    });
  }
  for (const choice of choices) {
    const candidate = candidateOptions(choice);
    try {
      resolveFitConfig({ ...options, ...candidate });
    } catch (cause) {
      if (!(cause instanceof NominalError)) throw cause;
      throw new NominalError('CONFIG_INVALID', {
        what: `the candidate ${JSON.stringify(candidate)} cannot be tried: ${cause.message.replace(/\.$/, '')}`,
        details: { ...cause.details, candidate },
        cause,
      });
    }
  }
}

function combinationsOf({ taps, resize, coresetRatio, reweighting }: TuningAxes): Choice[] {
  return taps.flatMap((own) =>
    resize.flatMap((size) =>
      coresetRatio.flatMap((ratio) =>
        reweighting.map((way) => ({
          taps: own,
          resize: size,
          coresetRatio: ratio,
          reweighting: way,
        })),
      ),
    ),
  );
}
