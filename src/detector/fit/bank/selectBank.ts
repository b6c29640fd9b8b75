import type { CoresetSelection } from '../../../core/coreset/index.ts';
import type { Size } from '../../../core/image/index.ts';
import type { BankPlaces } from '../../../core/neighbors/index.ts';
import type { Matrix } from '../../../core/tensor/index.ts';
import type { Fitting } from './Fitting.ts';
import { selectCoreset } from './selectCoreset.ts';

/** A memory bank among the patches of all images, in the order of selection. */
export interface SelectedBank {
  readonly bank: Matrix;
  /** The origin of each of its rows. */
  readonly origins: readonly { readonly image: number; readonly patch: number }[];
  /** The patch grid of all images if rows match only near their own place; else null. */
  readonly grid: Size | null;
  /** No patch is farther from the bank, in the projected space. */
  readonly coveringRadius: number;
}

/** Selects the bank of a fit and reports progress. */
export async function selectBank(fitting: Fitting): Promise<CoresetSelection> {
  const { job } = fitting;
  const selection = await selectCoreset(fitting, undefined, (doneRows, totalRows) =>
    job.onProgress?.({ phase: 'coreset', doneRows, totalRows }),
  );
  // The selection reports between its rounds, and stops early if no row is left uncovered.
  const { length } = selection.indices;
  job.onProgress?.({ phase: 'coreset', doneRows: length, totalRows: length });
  return selection;
}

/** The bank that was selected. */
export async function readBank(
  { store, config }: Fitting,
  { indices, coveringRadius }: CoresetSelection,
): Promise<SelectedBank> {
  return {
    bank: await store.readRows(indices),
    origins: Array.from(indices, (row) => store.locate(row)),
    grid: config.positionRadius === null ? null : store.grid,
    coveringRadius,
  };
}

/** The places of the rows of a bank, if places matter. */
export function placesOfBank({
  grid,
  origins,
}: Pick<SelectedBank, 'grid' | 'origins'>): BankPlaces | null {
  return grid === null ? null : { grid, cells: Uint32Array.from(origins, ({ patch }) => patch) };
}
