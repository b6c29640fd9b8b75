import type { InspectionFailure } from '../../../detector/index.ts';
import type { CommandContext } from '../../context.ts';
import { inLine } from '../../output/printable.ts';

/** Prints the error of one image among the results of the others. */
export function reportFailure(
  { path, error }: InspectionFailure,
  { json }: { readonly json?: boolean },
  { terminal }: CommandContext,
): void {
  if (json === true) {
    terminal.out(`${JSON.stringify({ path, error })}\n`);
  } else {
    terminal.err(`nominal: ${inLine(error.message)} [${error.code}]\n`);
  }
}
