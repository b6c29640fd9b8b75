import type { Evaluation } from '../detector/index.ts';
import { inLine } from './printable.ts';

const namesShown = 5;

/** A line for a category whose good test images are in part training images, nothing for others. */
export function describeTrainedOn({ category, trainedOn }: Evaluation): string {
  if (trainedOn.length === 0) return '';
  return `nominal: of ${inLine(category)}, ${trainedOn.length} good test images are copies of training images, so that its figures are too good: ${listOf(trainedOn)} [TRAINED_ON]\n`;
}

function listOf(names: readonly string[]): string {
  const more = names.length - namesShown;
  return names.slice(0, namesShown).map(inLine).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A line for a category with defective images whose masks mark nothing, nothing for others. */
export function describeEmptyMasks({ category, emptyMasks }: Evaluation): string {
  if (emptyMasks.length === 0) return '';
  const names = listOf(emptyMasks);
  return `nominal: of ${inLine(category)}, the masks of these defective images mark nothing, so that all of their pixels count as good: ${names} [EMPTY_MASKS]\n`;
}
