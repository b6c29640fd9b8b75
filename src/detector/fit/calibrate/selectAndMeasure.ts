import { type MeasuredTraining, measureTraining } from './calibrate.ts';
import type { Fitting } from '../bank/Fitting.ts';
import { settle, unwrap } from '../../../async/index.ts';
import { readBank, selectBank, type SelectedBank } from '../bank/selectBank.ts';
import { withSelectingWorkers } from '../bank/withSelectingWorkers.ts';

/**
 * Selects the bank, and measures every training image with a bank that has not seen it. The folds' banks
 * are selected at the same time if threads allow it.
 */
export async function selectAndMeasure(
  fitting: Fitting,
): Promise<MeasuredTraining & { readonly selected: SelectedBank }> {
  const { selection, measured } = await withSelectingWorkers(
    fitting,
    async (own) => {
      const selecting = selectBank(own);
      if (own.workers === null) await selecting;
      const measuring = settle(measureTraining(own, selecting));
      const selection = await settle(selecting);
      const measured = await measuring;
      return { selection: unwrap(selection), measured: unwrap(measured) };
    },
    fitting.config.folds + 1,
  );
  // Read last, so that it is not in memory together with the folds' banks.
  return { selected: await readBank(fitting, selection), ...measured };
}
