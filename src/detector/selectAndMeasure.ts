import { type MeasuredTraining, measureTraining } from './calibrate.ts';
import type { Fitting } from './Fitting.ts';
import { settle, unwrap } from './outcome.ts';
import { type SelectedBank, selectBank } from './selectBank.ts';
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
      const selected = await settle(selecting);
      const measured = await measuring;
      return { selected: unwrap(selected), ...unwrap(measured) };
    },
    fitting.config.folds + 1,
  );
}
