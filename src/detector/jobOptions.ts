import type { OptionKinds } from '../config/index.ts';
import type { JobOptions } from '../progress.ts';
import type { FitJob } from './fit/bank/Fitting.ts';

/** The options of every job. */
export const jobOptions: OptionKinds<JobOptions> = { signal: 'signal', onProgress: 'function' };

/** Those of a fit. */
export const fitJobOptions: OptionKinds<FitJob> = {
  ...jobOptions,
  runtime: 'any',
  onWarning: 'function',
  onCopies: 'function',
  cache: 'any',
};

/** What every job has of a job that has more. */
export function jobOf({ signal, onProgress }: JobOptions): JobOptions {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}
