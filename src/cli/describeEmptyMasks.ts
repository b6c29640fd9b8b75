import type { Evaluation } from '../detector/index.ts';
import { inLine } from './printable.ts';

const namesShown = 5;

/** A line for a category with defective images whose masks mark nothing, nothing for others. */
export function describeEmptyMasks({ category, emptyMasks }: Evaluation): string {
  if (emptyMasks.length === 0) return '';
  const more = emptyMasks.length - namesShown;
  const names =
    emptyMasks.slice(0, namesShown).map(inLine).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return `nominal: of ${inLine(category)}, the masks of these defective images mark nothing, so that all of their pixels count as good: ${names} [EMPTY_MASKS]\n`;
}
