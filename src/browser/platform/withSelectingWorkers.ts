import type { Fitting } from '../../detector/fit/bank/Fitting.ts';

/** A page selects one coreset after the other, in the worker that fits. */
export function withSelectingWorkers<Result>(
  fitting: Fitting,
  use: (fitting: Fitting) => Promise<Result>,
): Promise<Result> {
  return use(fitting);
}
