import type { OptionKinds } from '../config/index.ts';
import type { JobOptions } from '../progress.ts';

/** The options of every job. */
export const jobOptions: OptionKinds<JobOptions> = { signal: 'signal', onProgress: 'function' };

/** The options that every job has, from a job that has more. */
export function jobOf({ signal, onProgress }: JobOptions): JobOptions {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}
