import type { Job } from '../../store/index.ts';
import { againKind } from './again.ts';
import { calibrateKind } from './calibrate.ts';
import { fitKind } from './fit.ts';
import { inspectKind } from './inspect.ts';
import type { ProcessKind, StationKind } from './JobKind.ts';
import { type JobKind, jobKindNames } from './names.ts';
import { reportKind } from './report.ts';
import { screenKind } from './screen.ts';
import { sizesKind } from './sizes.ts';
import { stressKind } from './stress.ts';
import { updateKind } from './update.ts';

export { type JobKind, jobKindNames };

/**
 * Every kind of job. The routes that start them, the process that does them and their results follow
 * from this table.
 *
 * The process of jobs reads it as well as the station: what only one of the two needs is imported by
 * the function that needs it.
 */
export const jobKinds = {
  fit: fitKind,
  update: updateKind,
  calibrate: calibrateKind,
  screen: screenKind,
  sizes: sizesKind,
  stress: stressKind,
  inspect: inspectKind,
  report: reportKind,
  again: againKind,
} as const satisfies Record<JobKind, ProcessKind | StationKind>;

/** The kind of a stored job. */
export function kindOf({ kind }: Job): JobKind {
  const name = jobKindNames.find((known) => known === kind);
  if (name === undefined) throw new RangeError(`there is no kind of job ${kind}`);
  return name;
}
