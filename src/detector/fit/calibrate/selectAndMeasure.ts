import type { Fitting } from '../bank/Fitting.ts';
import { readBank, selectBank, type SelectedBank } from '../bank/selectBank.ts';
import { type MeasuredTraining, measureTraining } from './calibrate.ts';

/**
 * Selects the bank, and measures every training image with a bank that has not seen it. Nothing can be
 * selected afterwards.
 */
export async function selectAndMeasure(
  fitting: Fitting,
): Promise<MeasuredTraining & { readonly selected: SelectedBank }> {
  const selection = await selectBank(fitting);
  const measured = await measureTraining(fitting, selection, true);
  // Read last, so that it is not in memory together with the banks that measured.
  return { selected: await readBank(fitting, selection), ...measured };
}
