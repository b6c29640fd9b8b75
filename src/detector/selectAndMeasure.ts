import { type MeasuredTraining, measureTraining } from './calibrate.ts';
import type { Fitting } from './Fitting.ts';
import { settle, unwrap } from './outcome.ts';
import { readBank, type SelectedBank, selectBank } from './selectBank.ts';
import { withSelectingWorkers } from './withSelectingWorkers.ts';

/**
 * Selects the bank, and measures every training image with a bank that has not seen it. The folds'
 * banks are selected beside that one where threads allow.
 */
export async function selectAndMeasure(
  fitting: Fitting,
): Promise<MeasuredTraining & { readonly selected: SelectedBank }> {
  return withSelectingWorkers(
    fitting,
    async (own) => {
      const selecting = selectBank(own);
      if (own.workers === null) await selecting;
      const measuring = settle(measureTraining(own, selecting));
      const settled = await settle(selecting);
      const outcome = await measuring;
      const selection = unwrap(settled);
      const measured = unwrap(outcome);
      // Read last: while the folds are measured, their banks are what memory is for.
      return { selected: await readBank(own, selection), ...measured };
    },
    fitting.config.folds + 1,
  );
}
