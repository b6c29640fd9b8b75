import type { OptionKinds } from '../config/index.ts';
import type { JobOptions } from '../progress.ts';

/** The options of every job. */
export const jobOptions: OptionKinds<JobOptions> = { signal: 'signal', onProgress: 'function' };

/** What every job has of a job that has more. */
export function jobOf({ signal, onProgress }: JobOptions): JobOptions {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}
