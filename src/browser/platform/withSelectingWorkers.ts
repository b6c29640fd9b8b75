import type { Fitting } from '../../detector/fit/bank/Fitting.ts';

/** A page selects coresets one after the other, in the worker that fits. */
export function withSelectingWorkers<Result>(
  fitting: Fitting,
  use: (fitting: Fitting) => Promise<Result>,
): Promise<Result> {
  return use(fitting);
}
