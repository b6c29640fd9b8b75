import { resolveRuntimeConfig } from '../../../config/index.ts';
import { bankRowsOf } from './selectCoreset.ts';
import type { Fitting } from './Fitting.ts';
import { SelectingWorkers } from './SelectingWorkers.ts';

/**
 * Rows times bank rows of a selection that takes about a second. From there on, two threads are worth
 * their extra memory (decision 076).
 */
const WORTH_THREADS = 250_000_000;

/**
 * Gives a fitting threads that select its folds in parallel, if it may use several and has enough to
 * select, and ends them afterwards. A fitting that has threads already keeps them.
 *
 * @param selections maximum number of selections at the same time.
 */
export async function withSelectingWorkers<Result>(
  fitting: Fitting,
  use: (fitting: Fitting) => Promise<Result>,
  selections = fitting.config.folds,
): Promise<Result> {
  if (fitting.workers !== null) return use(fitting);
  const { threads } = resolveRuntimeConfig(fitting.job.runtime);
  const count = Math.min(threads, selections);
  const rows = fitting.rows?.length ?? fitting.points.rows;
  if (count < 2 || rows * bankRowsOf(fitting.config, rows) < WORTH_THREADS) return use(fitting);
  const workers = new SelectingWorkers(count, fitting.points);
  try {
    return await use({ ...fitting, workers });
  } finally {
    await workers.close();
  }
}
