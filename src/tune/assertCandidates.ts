import { type FitOptions, resolveFitConfig } from '../config/index.ts';
import { NominalError } from '../errors/index.ts';
import { candidateOptions, type Choice } from './candidateOptions.ts';
import type { TuningAxes } from './Tuning.ts';

/**
 * Proves that every combination that a search may come to can be fitted with, so that none is
 * refused after others have been fitted for minutes.
 *
 * @throws NominalError `CONFIG_INVALID` that names the first candidate that is not allowed.
 */
export function assertCandidates(axes: TuningAxes, options: FitOptions): void {
  const choices = combinationsOf(axes);
  if (choices.length === 0) {
    throw new NominalError('CONFIG_INVALID', {
      what: 'a setting that is searched has no value to try',
      expected: 'at least one value of each',
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
